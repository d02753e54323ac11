/*
 * Runs before every page, and records what a user would notice. It measures the three chats in the
 * same way; only the selectors of the messages differ.
 */
window.probe = (() => {
  const longTasks = [];
  const shifts = [];
  const frames = []; // arrivals of frames: [at, bytes]
  let memory = null;
  let isMade = false;
  let onFrame = null;
  const now = () => performance.now();

  const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("longtask", (entry) => longTasks.push({ at: entry.startTime, ms: entry.duration }));
  observe("layout-shift", (entry) => shifts.push(entry.value));

  // Adds the first listener of each socket, so that it gets a frame before the page does.
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        frames.push([now(), data.length]);
        onFrame?.(data);
      });
    }
  };

  // Finds the module's memory, which no other API reports.
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const native = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await native.apply(WebAssembly, given);
      isMade = true;
      // The first part exports it; its name is shortened, so it is found by type.
      memory ??= Object.values((made.instance || made).exports).find((one) => one instanceof WebAssembly.Memory);
      return made;
    };
  }

  const root = () => document.querySelector("hailer-chat")?.shadowRoot || document;
  const log = () => root().querySelector("[role=log]");
  const last = () => {
    const drawn = log()?.querySelectorAll("[part=message]");
    const text = drawn?.length && drawn[drawn.length - 1].querySelector(".message__text");
    return text ? text.textContent : null;
  };

  /** Resolves right after the next frame was painted. */
  const painted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(now());
        channel.port2.postMessage(0);
      });
    });

  /** Waits until a message is the last rendered one and visible. Returns the time. */
  const shows = async (text) => {
    for (;;) {
      const at = await painted();
      if (last() === text) return at;
    }
  };

  return {
    longTasks,
    shifts,
    frames,
    root,
    log,
    last,
    painted,
    shows,
    isMade: () => isMade,
    wasmBytes: () => memory?.buffer.byteLength || 0,
    elements: () => root().querySelectorAll("*").length,

    /** For each frame with a new message: whether it is visible in the next painted frame. */
    watchArrivals() {
      const arrivals = [];
      onFrame = (data) => {
        const text = /"message":"(arrival \d+)/.exec(data)?.[1];
        if (!text) return;
        const at = now();
        painted().then((then) => arrivals.push({ ms: then - at, isShown: last().startsWith(text) }));
      };
      window.arrivals = arrivals;
    },

    /** The time from each key to the frame that shows it. */
    watchKeys() {
      window.keys = [];
      addEventListener("keydown", (event) => painted().then((at) => window.keys.push(at - event.timeStamp)), true);
    },

    /** Scrolls up by a distance per frame, until the beginning or for `most` frames. Returns the frame times. */
    async scrollUp(byPx, most) {
      const scroller = log();
      const gaps = [];
      let blank = 0;
      let before = null;
      for (let count = 0; count < most && scroller.scrollTop > 0; count += 1) {
        // Scrolls in every frame, and checks right after it was painted.
        const scrolled = painted();
        scroller.scrollTop -= byPx;
        const at = await scrolled;
        if (before) gaps.push(at - before);
        before = at;
        const edge = scroller.getBoundingClientRect();
        const isSeen = [...scroller.querySelectorAll("[part=message]")].some((one) => {
          const box = one.getBoundingClientRect();
          return box.bottom > edge.top && box.top < edge.bottom;
        });
        if (!isSeen) blank += 1;
      }
      return { gaps, blank, isAtTop: scroller.scrollTop <= 0 };
    },
  };
})();
