# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 从这里开始：哪里出了错？
#
# > **学完本课，你能够**运行并改动一课的代码，对一个看上去正常的程序提出质疑，用几行代码把 PCA 和自编码器放在一起比较。
# >
# > **用时** 40 分钟，其中电脑计算只占半分钟 · **预备知识** 不必先学别的课；只要会 Python 和 NumPy，从第 01 课起还要会一点 pandas · **数据** 随机数，以及 scikit-learn 自带的 1,797 张手写数字图像 · **下一课** [01 数据预处理](../01_preprocessing.ipynb)（英文）

# %% [markdown]
# **自编码器**（autoencoder，也译作自动编码器）是一种神经网络，它学着把输入原样复述一遍。要不是中间有一道窄口，这不过是个毫无意义的把戏：*编码器*（encoder）把输入压缩成寥寥几个数，也就是*编码*（code）；*解码器*（decoder）只凭这几个数把输入重构出来。能挤过这道窄口的，想必就是数据里真正要紧的东西。
#
# 讲自编码器的文章很多。其中一篇的结尾附了一段二十几行的程序，我们的课程就从它讲起，因为它有毛病，而且这些毛病比一段好程序更能教人。接下来的五课，你要把它的毛病一一查清；到最后，你会把它修好，并且能够*证明*修得好不好。
#
# 请先在菜单 *Edit* 里选 *Clear Outputs of All Cells*，免得问题下面就摆着答案。然后从头开始，用 **Shift + Enter** 逐个运行单元格。图和程序输出里的文字保留英文，正文会随时解释。（Jupyter 还能帮你做什么，见后面的*怎样使用这些课件*一节。）

# %%
import warnings

import numpy as np
from sklearn.decomposition import PCA

from aeutils import Autoencoder, datasets, explore, plots
import tensorflow as tf

warnings.simplefilter("ignore", UserWarning)   # Keras 对写法有些建议，今天不谈
# %xmode Minimal
# （上面一行让报错信息简短）

# %% [markdown]
# ## 程序能运行吗？
#
# 下面是它发表时的原样。它生成 100 行数据，每行 10 个随机数，并对它们作*标准化*（每一列减去均值，再除以标准差）；然后搭建编码器和解码器，进行训练，最后在 20 行新数据上计算误差。
#
# 如果你从没用过 Keras：`Dense(32)` 把输入变成 32 个加权和；`relu` 和 `sigmoid` 把每个和“弄弯”（也就是作非线性变换），其中 sigmoid 的输出总在 0 与 1 之间；`compile` 指定要降低哪个损失、用什么方法；一轮（*epoch*）就是把所有数据过一遍。今天知道这些就够了，第 02、03 课会把它们从头到尾自己搭一遍。
#
# **先猜一猜**：像侦探那样一行一行慢慢读。它能运行吗？凡是看着不对劲的地方，都记下来。

# %% tags=["raises-exception", "as-printed"]
data = np.random.rand(100, 10)
data_normalized = (data - np.mean(data, axis=0)) / np.std(data, axis=0)

encoder = tf.keras.Sequential([
    tf.keras.layers.Dense(64, activation='relu', input_shape=(10,)),
    tf.keras.layers.Dense(32, activation='relu')
])
decoder = tf.keras.Sequential([
    tf.keras.layers.Dense(32, activation='relu', input_shape=(32,)),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='sigmoid')
])
autoencoder = tf.keras.Model(inputs=encoder.input, outputs=decoder(encoder(encoder.input)))
autoencoder.compile(optimizer='adam', loss='binary_crossentropy')

autoencoder.fit(data_normalized, data_normalized, epochs=100, batch_size=32)

test_data = np.random.rand(20, 10)
test_data_normalized = (test_data - np.mean(test_data, axis=0)) / np.std(test_data, axis=0)
encoded = autoencoder.encoder.predict(test_data_normalized)
decoded = autoencoder.decoder.predict(encoded)
mse = np.mean((test_data_normalized - decoded) ** 2)
print(f'Mean Squared Error: {mse}')

# %% [markdown]
# 程序停在 `autoencoder = tf.keras.Model(inputs=encoder.input, …)` 这一行，还什么都没学到。在 Keras 3 里，从未被调用过的模型没有 `input`，只有复数形式的 `inputs`：它是一个列表，列出构造模型时规定的各个输入，这里只有一项，即 `inputs[0]`。
#
# 这只是拼写问题。下面改了三行：设定随机种子，让大家看到相同的数字；改用复数形式，并把整个模型叫作 `article`；各轮的损失不再打印，而是保存下来。程序末尾的测试部分，留到下一节再看。

# %%
tf.keras.utils.set_random_seed(0)                                                       # 改动
data = np.random.rand(100, 10)
data_normalized = (data - np.mean(data, axis=0)) / np.std(data, axis=0)

encoder = tf.keras.Sequential([tf.keras.layers.Dense(64, activation='relu', input_shape=(10,)),
                               tf.keras.layers.Dense(32, activation='relu')])
decoder = tf.keras.Sequential([tf.keras.layers.Dense(32, activation='relu', input_shape=(32,)),
                               tf.keras.layers.Dense(64, activation='relu'),
                               tf.keras.layers.Dense(10, activation='sigmoid')])
article = tf.keras.Model(inputs=encoder.inputs, outputs=decoder(encoder(encoder.inputs[0])))  # 改动
article.compile(optimizer='adam', loss='binary_crossentropy')
losses = article.fit(data_normalized, data_normalized, epochs=100, batch_size=32,
                     verbose=0).history["loss"]                                         # 改动

# %% [markdown]
# ## 这算大获全胜吗？
#
# 这回它跑起来了。损失本该表示输出与输入相差多远，照理说，0 就是完美。先记住这一点。
#
# **先猜一猜**：100 轮之后，损失会降到哪里？曲线会是什么样子？请在纸上画出来。

# %%
fig, ax = plots.figure(size=(6.2, 3.2))
ax.plot(losses, color=plots.VERMILLION, label="loss of the program")
ax.axhline(0, color=plots.GREY, linestyle="--", label="zero, “perfect”")
ax.set_yscale("symlog", linthresh=1)
ax.set(xlabel="epoch", ylabel="binary cross-entropy", ylim=(3 * losses[-1], 10))
ax.legend()
plots.show(fig, alt=f"The loss starts at {losses[0]:.2f}, falls through zero and ends at "
                    f"{losses[-1]:,.0f} after 100 epochs.")

# %% [markdown]
# 比完美还要好！损失穿过零点，继续往下走。注意左边的刻度：在 −1 以下，每降一格就是*十*倍。（曲线在 −1 处有个拐折，是因为刻度从这里开始改变。）所以曲线看上去越来越平缓，其实每一轮都比前一轮降得更多。没有任何迹象表明它会回头。
#
# 好得过头的结果本身就是线索。要看网络*说了什么*，而不是看损失怎么评价它。程序的最后几行还有一处拼写错误（`autoencoder.encoder` 也不存在），所以这里直接使用 `encoder` 和 `decoder`。

# %%
test_data = np.random.rand(20, 10)
test_normalized = (test_data - np.mean(test_data, axis=0)) / np.std(test_data, axis=0)
codes = encoder.predict(test_normalized, verbose=0)
decoded = decoder.predict(codes, verbose=0)

fig, ax = plots.figure(size=(6.2, 3.0))
bins = np.arange(-2.25, 2.3, 0.1)                      # 让 0 和 1 落在柱子正中
ax.hist(test_normalized.ravel(), bins, color=plots.GREY, alpha=0.55, label="asked for")
ax.hist(decoded.ravel(), bins, histtype="step", linewidth=2, color=plots.VERMILLION, label="answered")
ax.set(xlabel="value", ylabel="how many of the 200", yscale="log")
ax.legend()
extreme = np.mean((decoded < 0.01) | (decoded > 0.99))
plots.show(fig, alt=f"Values asked for spread from {test_normalized.min():.1f} to "
                    f"{test_normalized.max():.1f}; {extreme:.0%} of the answers are 0 or 1.")

# %% [markdown]
# 要网络复述的值（灰色）分布在零的两侧，它的回答（橙红色）却大多是 0 或 1，就像一个只会说“不”和“是”的人，多半在说“不”，还说得斩钉截铁。（再看一眼左边的刻度：每往上一格，数目就是原来的十倍。）
#
# ## 那它到底有多好？
#
# 单独一个数字说明不了什么，总得有个参照。有两个对手，找来毫不费力：
#
# - **永远回答零。** 无论问到哪一行，它都一无所知。
# - **PCA**（主成分分析）在数据中放几条笔直的坐标轴，再把每一行换成这些轴张成的空间里离它最近的点，轴的放法要让这样丢掉的东西尽可能少。`transform` 给出一行在这些轴上的坐标，`inverse_transform` 再由坐标走回去。这里每行只给它 5 个数，每个*主成分*一个；而那段程序用了 32 个。
#
# 三者用同一把尺子来量：在谁都没见过的那 20 行上的均方误差。
#
# **先猜一猜**：把三者排个名次。

# %%
pca = PCA(5).fit(data_normalized)
answers = {"Always zero": np.zeros_like(test_normalized),
           "The program (32 numbers)": decoded,
           "PCA (5 numbers)": pca.inverse_transform(pca.transform(test_normalized))}
mse = {name: np.mean((test_normalized - answer) ** 2) for name, answer in answers.items()}

fig, ax = plots.figure(size=(6.2, 2.2))
bars = ax.barh(list(mse), list(mse.values()), color=[plots.GREY, plots.VERMILLION, plots.BLUE])
ax.bar_label(bars, fmt="%.2f", padding=4)
ax.set(xlabel="mean squared error on unseen rows", xlim=(0, 1.2))
ax.invert_yaxis()
ax.grid(axis="y", visible=False)
plots.show(fig, alt=", ".join(f"{name}: {value:.2f}" for name, value in mse.items()) + ".")

# %% [markdown]
# 所谓的大获全胜，并不比一无所知强。而 Karl Pearson 早在 1901 年发表的方法，只用不到六分之一的数，误差就只剩一半左右。
#
# ## 三个嫌疑人
#
# 看到这里，已经可以点出他们的名字了。先别急着定罪。
#
# 1. **损失与数据不相配。** 交叉熵是为 0 与 1 之间的目标设计的。目标值是 −1.5 时，它会怎样？
# 2. **缩放。** 缩放之后要求的值，sigmoid 根本答不出来。再看看测试数据：它们是用谁的均值、谁的标准差缩放的？
# 3. **形状不合理。** 10 个特征，编码却有 32 个数。窄口在哪里？还有，模型为什么不认得自己的 `encoder`？
#
# 也许还有一个同谋：这段程序从头到尾没有跟任何东西比较过。
#
# | 课 | 你会学到 | 它要回答的问题 |
# |---|---|---|
# | [01 数据预处理](../01_preprocessing.ipynb) | 清洗、缩放、划分数据，而不泄漏信息 | 嫌疑人 1 和 2 |
# | [02 模型构建](../02_model_construction.ipynb) | 编码器、瓶颈、解码器，以及背后的数学 | 嫌疑人 3 |
# | [03 训练](../03_training.ipynb) | 手算梯度，优化器，何时停止 | 网络到底怎样学习？ |
# | [04 评估](../04_evaluation.ipynb) | 基线，区间，一个数字掩盖了什么 | 修好的程序到底好不好？ |
# | [05 自编码器与 PCA](../05_autoencoder_and_pca.ipynb) | 两者各在什么时候更好，以及一个证明 | 该不该用自编码器？ |
# | [06 去噪](../06_denoising.ipynb) | 清理图像的工具，以及它在哪里帮倒忙 | 没见过的噪声，它去得掉吗？ |
# | [07 异常检测](../07_anomaly_detection.ipynb) | 说到做到的警报 | 没人见过的故障，它找得到吗？ |
# | [08 生成](../08_generation.ipynb) | 变分自编码器，以及对它画作的检验 | 没人写过的数字，它画得出吗？ |
# | [09 文本与图结构](../09_text_and_graphs.ipynb) | 按语义检索，一篇文档只用 32 比特 | 你想找的，它找得到吗？ |
# | [10 编码意味着什么](../10_what_a_code_means.ipynb) | 探针，稀疏自编码器，死亡单元 | 编码里的数代表什么？ |
# | [11 地图能信吗](../11_trusting_maps.ipynb) | 地图上的大小、间隔、近邻各有几分可信 | 眼见为实吗？ |
# | [12 局限](../12_limits.ipynb) | 四种局限及其补救办法；注意力机制，扩散模型 | 它做不到什么，后来又有什么？ |
#
# ## 正常工作时是什么样子
#
# 追查开始之前，先看看自编码器真正工作起来的样子。下面是手写数字的图像，8 × 8 像素，也就是每张 64 个数。

# %%
digits = datasets.load_digits()
train, test = digits.split()     # 五分之四用来学习，五分之一用来评判
plots.show(plots.images(test.images[:20], [str(label) for label in test.y[:20]]))

# %% [markdown]
# 每张图像只准用两个数。自编码器这边，我们用本课程的小软件包 `aeutils` 里的 `Autoencoder`。它的用法和 `PCA` 一样；里面发生了什么，第 02 到 05 课会当着你的面一步步搭出来。
#
# **先猜一猜**：用两个数代替 64 个，你还认得出这些数字吗？

# %%
reducers = {"PCA": PCA(2).fit(train.X),
            "Autoencoder": Autoencoder(2, epochs=100, random_state=0).fit(train.X)}
codes = {name: reducer.transform(test.X) for name, reducer in reducers.items()}
rebuilt = {name: reducer.inverse_transform(codes[name]) for name, reducer in reducers.items()}
first_of_each = [np.flatnonzero(test.y == digit)[0] for digit in range(10)]
plots.show(plots.reconstructions(test.images[first_of_each],
                                 {name: x_hat[first_of_each] for name, x_hat in rebuilt.items()}))

# %% [markdown]
# 每张图像下面是它自己的误差。PCA 用两个数，给出的是一团雾：看看它的 5、8 和 9，几乎是同一张图。自编码器同样只用两个数，给出的却大多是像样的数字。找一个它信心十足地画成了*另一个*数字的例子，比较两边的误差：它可能输给那团雾。（下一个单元格会列出这十个里有哪些是这样。）错得斩钉截铁，比说得含含糊糊代价更大。清晰的图不等于正确的图。
#
# 这十张会不会只是碰巧画得好？下面是两者在训练中都没见过的全部图像。

# %%
errors = {name: np.mean((test.X - x_hat) ** 2, axis=1) for name, x_hat in rebuilt.items()}
for name, error in errors.items():
    print(f"{name:12s} mean squared error {error.mean():.4f}")
print(f"The autoencoder is closer on {np.mean(errors['Autoencoder'] < errors['PCA']):.0%} "
      f"of {len(test)} pictures.")
lost = [digit for digit, i in enumerate(first_of_each) if errors["Autoencoder"][i] > errors["PCA"][i]]
print("Of the ten above it loses to PCA on:", *lost or ["none"])

# %% [markdown]
# ## 在两张地图上走一走
#
# 两个数就是一个位置。于是每种方法都画出一张地图，每张测试图像都落在地图上的某处。反过来，每个位置也都*对应*一张图像，没有点的地方也不例外。用鼠标、手指或方向键指定一个位置，每张地图下面就会显示：那里解码出的图像，离它最近的测试图像，以及这种方法对后者的重构。
#
# **先猜一猜**：在哪张地图上，同一个数字的图像会聚在一起？没有人告诉过这两种方法哪张图像是哪个数字。

# %%
explore(reducers, test, title="Two numbers for each digit: PCA and an autoencoder")

# %% [markdown]
# > **试一试**：从一个 0 拖到某个 1，看中间的八步。在哪张地图上，一个数字会*变成*另一个？然后勾选 *decoder's grid*（解码器网格）。两个数字之间是什么？还是数字吗？（如果你看到的是一张不动的图，请运行这个单元格。）
#
# 在 PCA 的地图上，独自成群的数字不多，0 算一个。在自编码器的地图上，大多数数字各自聚在一起，有的分成几处，有的与别的数字挤在一处。标签只用来画图，没有参与学习。从 0 走到 1，PCA 让一个淡出，另一个淡入；自编码器的变化并不均匀，这里快，那里慢：一个数字*变成*了另一个。那么两个数字之间呢？有时是第三个数字，有时是个四不像。
#
# 这种差别能测量吗？沿着每张地图正中的水平线，从左到右等距地走十步。每一步图像变了多少（各像素之差的均方根）？

# %%
changes = {}
for name, Z in codes.items():
    across, up = np.linspace(Z.min(axis=0), Z.max(axis=0), 11).T
    crossing = reducers[name].inverse_transform(np.column_stack([across, np.full(11, up[5])]))
    changes[name] = np.sqrt(np.mean(np.diff(crossing, axis=0) ** 2, axis=1))
    print(f"{name:12s}", changes[name].round(3))

# %% [markdown]
# PCA 调图像就像调颜料：这个多一点，那个少一点，每一步的变化都一样大。自编码器走同样的一步，在有的地方几乎不变，在有的地方变化很大。PCA 的地图是**直**的，自编码器的地图是**弯**的。什么时候值得弯？那要到第 05 课再讲。
#
# ## 本课的论断
#
# 每一课的论断，都由临近末尾的一个单元格来检查；只要有一条不再成立，运行就会停在这里。第一遍读可以跳过这个单元格。

# %%
assert losses[-1] < -1000                             # 文章程序的损失没有下限
assert (np.diff(losses, 2)[10:] < 0).all()            # 而且每一轮都比前一轮降得更多
assert extreme > 0.8                                  # 它回答 0 或 1，多半是 0
assert np.mean(decoded < 0.01) > 0.5
assert decoded.min() >= 0 > test_normalized.min()     # 被问到的值，它答不出来
assert abs(mse["Always zero"] - 1) < 1e-6             # 测试数据的每一列方差都是 1
assert mse["The program (32 numbers)"] > 0.95         # 不比一无所知强
assert mse["PCA (5 numbers)"] < 0.65                  # PCA 用的数少得多，却好得多
assert errors["Autoencoder"].mean() < 0.65 * errors["PCA"].mean()     # 然而，在手写数字上：
fog = rebuilt["PCA"][first_of_each][[5, 8, 9]]        # 三个数字，几乎是同一张图
assert fog.var(axis=0).mean() < 0.05 * test.X[first_of_each][[5, 8, 9]].var(axis=0).mean()
far = {name: np.linalg.norm(Z[:, None] - Z, axis=2) + np.diag([np.inf] * len(Z)) for name, Z in codes.items()}
same = {name: np.mean(test.y[D.argmin(axis=1)] == test.y) for name, D in far.items()}
assert same["Autoencoder"] > same["PCA"] + 0.1        # 最近的邻居是同一个数字的比例
assert np.ptp(changes["PCA"]) < 1e-4 < 0.02 < np.ptp(changes["Autoencoder"])    # 直的与弯的

# %% [markdown]
# ## 怎样使用这些课件
#
# - **运行单元格**：Shift + Enter。**重新开始**：菜单 *Kernel*，*Restart Kernel and Run All Cells*。不管弄坏了什么，这样都能恢复。
# - **查一查它是什么**：在名字后面加一个问号再运行，例如 `Autoencoder?`；两个问号会显示源代码。光标在括号里时按 `Shift + Tab`，会显示有哪些参数。
# - **打开折叠的代码。** 从第 01 课起，有些单元格只显示几个点，不显示代码。它们用来画图或检查，运行方式与别的单元格一样；点一下那几个点，就能读到代码。
# - **先猜一猜。** 运行之前，把猜测写下来。猜错一次，胜过读十个正确答案。
# - **动手改。** 每一课都有*试一试*。你也可以自己再想几个。

# %%
help(Autoencoder.transform)                           # 不用问号，效果相同

# %% [markdown]
# ## 自测
#
# **1.** 损失从约 0.7 一直降到一个绝对值很大的负数。为什么这不能证明它学到了东西？
#
# <details><summary>答案</summary>
#
# 只有知道损失最低能到多少，它的大小才说明问题。平方误差不会低于 0。而这个损失配上这样的目标，没有最小值，所以“低”什么也说明不了。为什么会这样，见第 01 课。
# </details>
#
# **2.** “永远回答零”的误差恰好是 1。这是巧合吗？
#
# <details><summary>答案</summary>
#
# 不是。测试数据的每一列是用*它们自己的*均值和标准差缩放的：均值为 0，方差为 1。而与零的均方距离*就是*这个方差。（若用训练数据的统计量来缩放，结果会接近 1，但不会分毫不差：请再想想嫌疑人 2。）所以对标准化的数据来说，误差约为 1 的意思就是“一无所知”。
# </details>
#
# **3.** PCA 用 5 个数代替 10 个，误差还剩约一半。换一种更好的方法，同样用 5 个数，能一点误差都不剩吗？
#
# <details><summary>答案</summary>
#
# 凡是靠各列之间的联系来学习的方法都做不到：各列是相互独立的噪声，从其中五列得不到另外五列的任何信息。（还有一个花招：一个小数位很多的数，装得下两个数。第 04 课会把它画出来。）所以，用这样的数据来展示任何压缩方法都不合适。
# </details>
#
# **4.** 每个手写数字用两个数：自编码器在*训练*图像上的误差更低，这能证明什么吗？
#
# <details><summary>答案</summary>
#
# 远不如在没见过的图像上的误差有说服力。权重足够多的网络能把训练图像背下来。本课程的每一次比较，都是在留出样本上做的。
# </details>

# %% [markdown]
# ## 小结
#
# - 自编码器由编码器和解码器组成：前者把输入压缩成短短的编码，后者由编码重构输入；训练的目标是复述输入。
# - 一段程序可以照常运行，损失可以无止境地下降，而它什么也没有学到。
# - 任何结果都需要对手：一个最简单的，再加上主成分个数与编码长度相同的 PCA。
# - 在手写数字上，每张图像只用两个数时，正常工作的自编码器明显胜过 PCA。
# - 三个嫌疑人已经点名：损失与数据，输出与缩放，形状与构造。
#
# **练习** 新建一个单元格，对 k = 1、4 和 16，在 `train.X` 上拟合 `PCA(k)` 和 `Autoencoder(k, epochs=100, random_state=0)`，再像上面那样计算两者在 `test.X` 上的误差。自编码器的优势（PCA 的误差除以自编码器的误差）随 k 怎样变化？
#
# <details><summary>你应该看到</summary>
#
# 无论 k 取几，自编码器都有优势，只是 k = 1 时比 4 或 16 时小：只有一个数，没有多少弯曲的余地。4 和 16 相差太小，哪个更好，没有第 04 课的工具还说不准。
# </details>
#
# **下一课**：[01 数据预处理](../01_preprocessing.ipynb)（英文），审问第一和第二个嫌疑人。
#
# ## 参考文献
#
# - Pearson 1901, "On lines and planes of closest fit to systems of points in space", *Philosophical Magazine* 2, 559–572.
# - Goodfellow, Bengio and Courville 2016, *Deep Learning*, MIT Press, chapter 14.
# - Bourlard and Kamp 1988, "Auto-association by multilayer perceptrons and singular value decomposition", *Biological Cybernetics* 59.
# - Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks", *Science* 313, 504–507.
