// The row of buttons: play, single steps, from the start, the speed, and how far it is.

import { element } from "./draw.js";
import { button } from "./rows.js";
import { put, told } from "./words.js";

const FULL_SPEED = 0, WATCHED = 20, CALM = 2;            // epochs a second

export class Buttons {
  // `order` hears "play", "step", "epoch", "restart", "pace"; `calm`, whether to begin slowly.
  constructor(box, calm, order) {
    this.play = button(told`▶ Play`, () => order(this.playing ? "pause" : "play"), { class: "main" });
    this.step = button(told`One step`, () => order("step"));
    this.epoch = button(told`One epoch`, () => order("epoch"));
    this.speed = element("select", { "aria-label": told`Speed`, onchange: () => order("pace") },
      ...[[CALM, told`2 epochs a second`], [WATCHED, told`20 epochs a second`],
        [FULL_SPEED, told`full speed`]].map(
        ([value, words]) => element("option", { value }, words)));
    this.speed.value = calm ? CALM : WATCHED;
    this.count = element("span", { class: "count" });
    box.append(this.play, this.step, this.epoch,
      button(told`From the start`, () => order("restart")), this.speed, this.count);
  }

  get pace() { return Number(this.speed.value); }

  // `ready` to train, `over`; a network that is still being made `waits`.
  show({ ready, waits, over, playing, epoch, epochs }) {
    this.playing = playing;
    put(this.play, playing ? told`❚❚ Pause` : told`▶ Play`);
    this.play.disabled = ready ? over : !waits;
    this.step.disabled = this.epoch.disabled = !ready || over;
    put(this.count, told`epoch ${epoch} of ${epochs}`);
  }
}
