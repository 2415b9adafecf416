"""Make the bundled sensor table: a simulated water pump, clean and dirty.

Twelve sensors watch one pump, once an hour. Three hidden factors drive all of them: the speed
of the pump, the opening of the valve behind it and the temperature of the water. Run

    python data/make_sensors.py

to write sensors_clean.csv and sensors_dirty.csv beside this file. README.md tells what is in them.
"""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit, ndtr

SEED = 20
N_READINGS = 3300
FAULTS_PER_SENSOR = 25
NOISE = 0.015  # measurement noise, as a share of each sensor's standard deviation

# Dirt. Stretches are ranges of readings; they hold no faulty reading.
MISSING = 0.04  # share of the readings lost in each of four columns
WRONG_UNIT = ("outlet_pressure", range(1200, 1450))  # logged in psi instead of bar
PSI_PER_BAR = 14.5038
STUCK = ("flow", range(2300, 2420))  # repeats the value of reading 2299
N_DUPLICATES = 60
OUTLIERS = {"times ten": 15, "wrong sign": 15, "sentinel": 10}
SENTINEL = -999.0


def hidden_factors(rng, n=N_READINGS):
    """Draw three factors that move smoothly with a little jitter.

    Returns speed (rpm, 1200 to 3000), valve opening (0.2 to 1) and water temperature (°C, 4 to
    40), each of shape (n,).
    """

    def wander(persistence, jitter):
        steps = rng.standard_normal(n) * np.sqrt(1 - persistence**2)
        walk = np.zeros(n)
        walk[0] = rng.standard_normal()
        for i in range(1, n):
            walk[i] = persistence * walk[i - 1] + steps[i]
        walk = np.sqrt(1 - jitter**2) * walk + jitter * rng.standard_normal(n)
        return ndtr(walk)  # normal to uniform on [0, 1]

    speed = 1200 + 1800 * wander(0.97, 0.3)
    valve = 0.2 + 0.8 * wander(0.95, 0.3)
    water = 4 + 36 * wander(0.98, 0.2)
    return speed, valve, water


def pump(speed, valve, water):
    """True value of every sensor, as a DataFrame with one row per reading.

    The formulas have the usual shapes (the affinity laws, a throttled pipe, an efficiency curve
    with a best point, a resonance, cavitation in warm water) but describe no real machine.
    """
    s = speed / 3000
    # The pump lifts 62 s² - 0.0015 Q² metres; 4 m and the friction of pipe and valve use them up.
    flow = np.sqrt((62 * s**2 - 4) / (0.0015 + 0.0010 / valve**2))
    pressure_rise = 0.0979 * (62 * s**2 - 0.0015 * flow**2)  # 0.0979 bar per metre of water
    inlet = 1.9 - 2.4e-5 * flow**2 - 0.0075 * np.exp(0.055 * water)
    off_best = flow / (150 * s) - 1  # distance from the point of best efficiency
    efficiency = 0.80 * (1 - (off_best / 1.15) ** 2) - 0.04 * np.exp(-water / 12)
    shaft = flow * pressure_rise / 36 / efficiency + 1.2 * s**3
    power = shaft / (0.93 - 0.05 * np.exp(-6 * shaft / 32))
    power_factor = 0.62 + 0.26 * (1 - np.exp(-3 * shaft / 32))
    voltage = 400 * (0.35 + 0.65 * s)
    resonance = np.exp(-(((speed - 2050) / 210) ** 2))
    return pd.DataFrame(
        {
            "flow": flow,
            "inlet_pressure": inlet,
            "outlet_pressure": inlet + pressure_rise,
            "power": power,
            "current": 1000 * power / (np.sqrt(3) * voltage * power_factor),
            "torque": 1000 * shaft / (2 * np.pi * speed / 60),
            "vibration": 0.8 + 1.1 * s**2 + 2.4 * resonance + 3.2 * off_best**2,
            "noise_level": 76
            + 14 * np.log10(s)
            + 7 * expit((flow - 110) / 18)
            + 5 * expit((water - 28) / 5),
            "bearing_temperature": 9 + 0.55 * water + 38 * s**2 * (1 + 0.25 * off_best**2),
            "motor_temperature": 22 + 0.25 * water + 24 * (power - shaft + 0.15) / (0.35 + s),
            "seal_leakage": 4 + 14 * s * np.exp(-(((water - 22) / 10) ** 2)),
            "efficiency": 100 * efficiency,
        }
    )


def add_faults(table, rng):
    """Make 25 readings of each sensor wrong, in place; return who is at fault, shape (n,).

    A fault moves one value by 0.8 to 2.5 standard deviations and leaves it inside that sensor's
    usual range: an offset, a wrong scale counted from the sensor's lowest value, or the value of
    another reading.
    """
    fault = np.zeros(len(table), dtype=int)
    spread = table.std()
    low, high = table.quantile(0.001), table.quantile(0.999)
    reserved = {*WRONG_UNIT[1], STUCK[1].start - 1, *STUCK[1]}
    free = [row for row in rng.permutation(len(table)) if row not in reserved]
    normal = table.copy()
    for number, sensor in enumerate(table.columns, start=1):
        done = 0
        while done < FAULTS_PER_SENSOR:
            row = free.pop()
            old = normal.at[row, sensor]
            offset = old + rng.choice([-1, 1]) * rng.uniform(0.8, 2.0) * spread[sensor]
            factor = rng.choice([rng.uniform(0.3, 0.6), rng.uniform(1.6, 2.5)])
            scaled = low[sensor] + factor * (old - low[sensor])
            copied = normal.at[rng.integers(len(table)), sensor]
            new = (offset, scaled, copied)[done % 3]
            moved = abs(new - old) / spread[sensor]
            if 0.8 <= moved <= 2.5 and low[sensor] < new < high[sensor]:
                table.at[row, sensor] = new
                fault[row] = number
                done += 1
            else:
                free.insert(0, row)  # does not suit this fault: perhaps another one
    return fault


def make_clean():
    """The clean table: index `reading`, twelve sensors and `fault`."""
    rng = np.random.default_rng(SEED)
    table = pump(*hidden_factors(rng))
    table += NOISE * table.std().to_numpy() * rng.standard_normal(table.shape)
    table["fault"] = add_faults(table, rng)
    table.index.name = "reading"
    return table


def make_dirty(clean):
    """The dirty table: the clean one with every usual accident, on normal rows only."""
    rng = np.random.default_rng(SEED + 1)
    dirty = clean.copy()
    normal = clean.index[clean["fault"] == 0]
    n_missing = round(MISSING * len(normal))

    column, stretch = WRONG_UNIT
    dirty.loc[stretch, column] *= PSI_PER_BAR
    column, stretch = STUCK
    dirty.loc[stretch, column] = dirty.at[stretch.start - 1, column]

    # Two columns lose readings at random, two where another sensor reads high or low.
    power, flow = clean.loc[normal, "power"], clean.loc[normal, "flow"]
    losers = {
        "vibration": normal,
        "noise_level": normal,
        "motor_temperature": normal[power > power.quantile(0.8)],
        "seal_leakage": normal[flow < flow.quantile(0.25)],
    }
    for column, rows in losers.items():
        dirty.loc[rng.choice(rows, n_missing, replace=False), column] = np.nan

    # Single spikes, five readings apart at least. Outlet pressure has its wrong unit already.
    columns = [c for c in clean.columns if c not in ("outlet_pressure", "fault")]
    taken = {*WRONG_UNIT[1], *STUCK[1]}
    kinds = [kind for kind, count in OUTLIERS.items() for _ in range(count)]
    for row in rng.permutation(normal):
        column = columns[rng.integers(len(columns))]
        if row in taken or np.isnan(dirty.at[row, column]):
            continue
        kind = kinds.pop()
        value = dirty.at[row, column]
        dirty.at[row, column] = {
            "times ten": 10 * value,
            "wrong sign": -value,
            "sentinel": SENTINEL,
        }[kind]
        taken.update(range(row - 5, row + 6))
        if not kinds:
            break

    # Some rows are logged once more, later in the table.
    again = rng.choice(normal[normal < N_READINGS - 100], N_DUPLICATES, replace=False)
    later = rng.uniform(again + 2, N_READINGS)
    order = np.argsort(np.concatenate([dirty.index, later]), kind="stable")
    return pd.concat([dirty, dirty.loc[again]]).iloc[order]


def main(folder):
    """Write both tables with five significant digits and print their checksums."""
    clean = make_clean()
    for name, table in [("clean", clean), ("dirty", make_dirty(clean))]:
        path = Path(folder) / f"sensors_{name}.csv"
        table.to_csv(path, float_format="%.5g", lineterminator="\n")
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)


if __name__ == "__main__":
    main(Path(__file__).resolve().parent)
