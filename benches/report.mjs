// Turns the results of all runs into medians, promises and a table.

/** The median of each number in a tree of results. */
export function medians(runs) {
  const [one] = runs;
  if (typeof one === "number") {
    const sorted = [...runs].sort((a, b) => a - b);
    return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
  }
  return Object.fromEntries(Object.keys(one).map((key) => [key, medians(runs.map((run) => run[key]))]));
}

const ms = (value) => `${value.toFixed(value < 20 ? 1 : 0)} ms`;
const times = (value) => `${value.toFixed(2)} times`;
const plain = (value) => value.toLocaleString("en", { maximumFractionDigits: 1 });

/** Each promise: its text, the measured value, and whether it is kept. */
function promises({ long, empty, flood, closed, cold, prefetched }) {
  const list = [];
  const add = (what, measured, isKept) => list.push({ what, measured, isKept });
  if (long) {
    const { plain: list, windowed, widget } = long;
    const arrival = widget.arrival.task / windowed.arrival.task;
    add("a message at 10,000 costs at most 1.5 times the windowed list's work", times(arrival), arrival <= 1.5);
    add("it is painted in the next frame", `${Math.round(widget.arrival.inNextFrame * 100)} %`, widget.arrival.inNextFrame >= 0.98);
    const history = widget.history / list.history;
    add("a history of 10,000 is painted in less than a third of the plain list's time", times(history), history < 1 / 3);
    add("fewer than 1,000 elements at 10,000 messages", plain(widget.sizes.elements), widget.sizes.elements < 1_000);
    add("no task over 50 ms while scrolling through 10,000", `${plain(widget.scrolling.longTasks)}, the longest ${ms(widget.scrolling.longest)}`, widget.scrolling.longTasks === 0);
  }
  if (long && empty) {
    // A frame takes 16.7 ms. Users do not notice less than half a frame.
    const slower = long.widget.typing.toPaint - empty.toPaint;
    add("typing at 10,000 is as quick as in an empty chat, within half a frame", `${slower < 0 ? "−" : "+"}${ms(Math.abs(slower))}`, slower < 8.4);
  }
  if (flood) add("no task over 50 ms in a flood of 20,000", `${plain(flood.widget.longTasks)}, the longest ${ms(flood.widget.longest)}`, flood.widget.longTasks === 0);
  if (closed) {
    add("a closed chat costs one request of at most 4,096 bytes", `${plain(closed.requests)} of ${plain(closed.bytes)}`, closed.requests === 1 && closed.bytes <= 4_096);
    const { bare } = closed;
    const tasks = `${plain(closed.longTasks)}, the longest ${ms(closed.longest)}; without the chat ${plain(bare.longTasks)}, ${ms(bare.longest)}`;
    add("and no task over 50 ms that the page alone has not, at a quarter of the processor", tasks, closed.longTasks <= bare.longTasks);
    add("and no layout shift", plain(closed.shift), closed.shift === 0);
  }
  if (prefetched) add("opening after prefetch is instant (100 ms at a quarter of the processor)", ms(prefetched.ms), prefetched.ms <= 100);
  if (cold) {
    add("opening with nothing prefetched takes at most 400 ms (at a quarter of the processor)", ms(cold.ms), cold.ms <= 400);
  }
  return list;
}

/** The rows of the comparison: a label, and a function that formats a chat's result. */
const LONG = [
  ["a message at 10,000: main thread", (one) => ms(one.arrival.task)],
  ["… script", (one) => ms(one.arrival.script)],
  ["… layout and style", (one) => ms(one.arrival.layout + one.arrival.style)],
  ["… from its frame to paint", (one) => ms(one.arrival.toPaint)],
  ["… painted in the next frame", (one) => `${Math.round(one.arrival.inNextFrame * 100)} %`],
  ["history of 10,000 until painted", (one) => ms(one.history)],
  ["elements at 10,000", (one) => plain(one.sizes.elements)],
  ["JavaScript heap", (one) => `${plain(one.sizes.heapMb)} MB`],
  ["memory of the module", (one) => `${plain(one.sizes.wasmMb)} MB`],
  ["a key at 10,000: main thread", (one) => ms(one.typing.task)],
  ["… to paint", (one) => ms(one.typing.toPaint)],
  ["scrolling: usual frame", (one) => ms(one.scrolling.frame)],
  ["… worst frame", (one) => ms(one.scrolling.worstFrame)],
  ["… tasks over 50 ms", (one) => plain(one.scrolling.longTasks)],
  ["… frames without a message", (one) => plain(one.scrolling.blank)],
];
const FLOOD = [
  ["flood of 20,000: until the last is painted", (one) => ms(one.took)],
  ["… tasks over 50 ms", (one) => plain(one.longTasks)],
  ["… longest task", (one) => ms(one.longest)],
];

/** The whole report as Markdown. */
export function report(result) {
  const { machine, runs, median } = result;
  const lines = [
    `${machine.date}, ${machine.cpu}, ${machine.cores} cores, ${machine.system}, ${machine.browser}; medians of ${runs} runs.`,
    "",
    "| promise | measured | |",
    "|---|---|---|",
    ...promises(median).map(({ what, measured, isKept }) => `| ${what} | ${measured} | ${isKept ? "kept" : "**not kept**"} |`),
  ];
  const table = (rows, chats) =>
    rows.map(([name, read]) => `| ${name} | ${["plain", "windowed", "widget"].map((chat) => (chats[chat] ? read(chats[chat]) : "")).join(" | ")} |`);
  if (median.long || median.flood) {
    lines.push("", "| | plain list | windowed list | widget |", "|---|---|---|---|");
    if (median.long) lines.push(...table(LONG, median.long));
    if (median.flood) lines.push(...table(FLOOD, median.flood));
  }
  const rest = [
    ["a key in an empty chat: main thread", median.empty && ms(median.empty.task)],
    ["… to paint", median.empty && ms(median.empty.toPaint)],
    ["a closed chat: main thread, beyond the page's own", median.closed && ms(median.closed.task - median.closed.bare.task)],
    ["from the script's arrival to the launcher", median.closed && ms(median.closed.fromScript)],
    ["from the click to the message box, nothing prefetched", median.cold && ms(median.cold.ms)],
    ["… tasks over 50 ms, the longest", median.cold && `${plain(median.cold.longTasks)}, ${ms(median.cold.longest)}`],
    ["from the click to the message box, nothing prefetched, slow network", median.sendable && ms(median.sendable.typeable)],
    ["… until the conversation is loaded and takes a message", median.sendable && ms(median.sendable.loaded)],
    ["… until it is connected and sends it", median.sendable && ms(median.sendable.online)],
    ["from the click to the message box, prefetched", median.prefetched && ms(median.prefetched.ms)],
    ["… tasks over 50 ms, the longest", median.prefetched && `${plain(median.prefetched.longTasks)}, ${ms(median.prefetched.longest)}`],
  ].filter(([, value]) => value);
  if (rest.length > 0) {
    lines.push("", "| the widget alone (the page's cost at a quarter of the processor) | |", "|---|---|");
    lines.push(...rest.map(([name, value]) => `| ${name} | ${value} |`));
  }
  return `${lines.join("\n")}\n`;
}
