// Which functions cost what, for whoever looks for it: HAILER_PROFILE names a file.
import { appendFile } from "node:fs/promises";

const FILE = process.env.HAILER_PROFILE;
const MOST = 70;

/** Runs `action`; writes what each function cost meanwhile, in milliseconds for each of `count`. */
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
  /** A function that calls itself is counted once. */
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
