/*
 * Runs before every page: notes what a person would notice. The three chats are
 * asked the same questions; only where their messages are differs.
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

  // The first listener of each socket: it hears a frame before the page does.
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

  // The module's memory, which nothing else tells.
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const native = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await native.apply(WebAssembly, given);
      isMade = true;
      // The first part exports it, by any name.
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

  /** When a message is the last one that is drawn, and on the screen. */
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

    /** For each frame that holds a new message: whether the next painted frame shows it. */
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

    /** From each key to the frame that shows it. */
    watchKeys() {
      window.keys = [];
      addEventListener("keydown", (event) => painted().then((at) => window.keys.push(at - event.timeStamp)), true);
    },

    /** Scrolls up by so much each frame, to the beginning or so many frames; how the frames came. */
    async scrollUp(byPx, most) {
      const scroller = log();
      const gaps = [];
      let blank = 0;
      let before = null;
      for (let count = 0; count < most && scroller.scrollTop > 0; count += 1) {
        // Scrolled in every frame, and looked at right after it was painted.
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
