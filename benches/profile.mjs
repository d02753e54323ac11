// Writes profiles to the file in HAILER_PROFILE, if it is set.
import { appendFile } from "node:fs/promises";

const FILE = process.env.HAILER_PROFILE;
const MOST = 70;

/** Runs `action`, and writes the browser's own events on the main thread, per item of `count`. */
export async function traced(page, what, count, action) {
  if (!FILE) return action();
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink", "v8"] });
  const result = await action();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  await appendFile(FILE, `\n== ${what}, by what the browser did ==\n${events(traceEvents, count)}\n`);
  return result;
}

/** Each kind of event on the busiest renderer's main thread, without nested events. */
function events(all, count) {
  const mains = all.filter((one) => one.name === "thread_name" && one.args.name === "CrRendererMain");
  const of = ({ pid, tid }) => all.filter((one) => one.pid === pid && one.tid === tid && one.ph === "X");
  const [busiest] = mains.map(of).sort((a, b) => b.length - a.length);
  busiest.sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const kinds = new Map();
  const open = [];
  for (const one of busiest) {
    while (open.length > 0 && open.at(-1).ts + open.at(-1).dur <= one.ts) open.pop();
    const kind = kinds.get(one.name) || { own: 0, all: 0, times: 0 };
    kinds.set(one.name, kind);
    kind.own += one.dur;
    if (!open.some((above) => above.name === one.name)) kind.all += one.dur;
    kind.times += 1;
    if (open.length > 0) kinds.get(open.at(-1).name).own -= one.dur;
    open.push(one);
  }
  const sorted = [...kinds].sort(([, a], [, b]) => b.own - a.own).slice(0, 45);
  const cell = (number) => number.toFixed(3).padStart(10);
  return sorted.map(([name, kind]) => `${cell(kind.own / 1000 / count)} ms own ${cell(kind.all / 1000 / count)} ms all ${cell(kind.times / count)} times  ${name}`).join("\n");
}

/** Runs `action`, and writes the cost of each function in milliseconds, per item of `count`. */
export async function profiled(cdp, what, count, action) {
  if (!FILE) return action();
  await cdp.send("Profiler.enable");
  await cdp.send("Profiler.setSamplingInterval", { interval: 100 });
  await cdp.send("Profiler.start");
  const result = await action();
  const { profile } = await cdp.send("Profiler.stop");
  await appendFile(FILE, `\n== ${what} ==\n${lines(profile, count)}\n`);
  return result;
}

function lines({ nodes, samples, timeDeltas }, count) {
  const self = new Map();
  samples.forEach((id, at) => self.set(id, (self.get(id) || 0) + timeDeltas[at] / 1000 / count));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Map();
  const all = new Map();
  const add = (map, name, ms) => map.set(name, (map.get(name) || 0) + ms);
  /** A recursive function is counted once. */
  const walk = (id, above) => {
    const node = byId.get(id);
    const name = node.callFrame.functionName || "(anonymous)";
    const children = (node.children || []).map((child) => walk(child, new Set(above).add(name)));
    const ms = (self.get(id) || 0) + children.reduce((sum, one) => sum + one, 0);
    add(own, name, self.get(id) || 0);
    if (!above.has(name)) add(all, name, ms);
    return ms;
  };
  walk(nodes[0].id, new Set());
  const table = (title, map) => {
    const sorted = [...map].sort(([, a], [, b]) => b - a).slice(0, MOST);
    return [title, ...sorted.map(([name, ms]) => `${ms.toFixed(3).padStart(10)} ms  ${name.slice(0, 140)}`)].join("\n");
  };
  return `${table("own time", own)}\n\n${table("with what it calls", all)}`;
}
