/**
 * Types of `window.hailer`, of the options, and of the events on the element.
 *
 * With the script tag: copy this file beside your sources. With a bundler it
 * comes with the package. A journey compares it with the running chat.
 */

/** What may be set before the start, or changed by `configure`. */
export interface HailerOptions {
  /** Your account number. Required before the chat can be opened. */
  account?: string | number;
  /** Base address of domain discovery; an `http://` one makes everything local. */
  domains?: string;
  /** The folder with the chat's files, with `/` at its end; where `hailer.js` came from, if not said. */
  assets?: string;
  /** The skill new conversations ask for: digits. May change while the chat runs. */
  skill?: string | number;
  /** The campaign new conversations come from: digits, beside `engagement`. May change while the chat runs. */
  campaign?: string | number;
  /** The engagement new conversations come from: digits, beside `campaign`. May change while the chat runs. */
  engagement?: string | number;
  /** Colours; `auto` follows the reader's system. May change while the chat runs. */
  theme?: "auto" | "light" | "dark";
  /** The corner of the screen. May change while the chat runs. */
  position?: "right" | "left";
  /** The window's size, where the screen has room. May change while the chat runs. */
  size?: "small" | "medium" | "large";
  /** The window's name. May change while the chat runs. */
  title?: string;
  /** The greeting before anything was said. May change while the chat runs. */
  welcome?: string;
  /** An https address of your picture, for the greeting and the window's head. May change while the chat runs. */
  logo?: string;
  /** The chat's language, such as `de` or `pt-BR`; the page's, if not said. May change while the chat runs. */
  lang?: string;
  /** Your own sentences, by their keys in `lang/en.json`. May change while the chat runs. */
  sentences?: Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;
  /** How consumers may be told of messages while they are not looking: `title`, `sound`, `desktop`, with spaces between them, or `none`. May change while the chat runs. */
  notify?: string;
  /** The nonce of the page's content policy. Accepted, and not used: the chat adds no style or script element. */
  nonce?: string;
}

/** What each event tells. No event holds a token or what people write. */
export interface HailerEvents {
  /** The chat's module runs. */
  ready: Record<string, never>;
  /** The window opened. */
  open: Record<string, never>;
  /** The window closed. */
  minimize: Record<string, never>;
  /** The number of messages the consumer has not seen changed. */
  unread: { count: number };
  /** The connection's state changed. */
  connection: { state: "connecting" | "online" | "waiting" | "offline" | "ended" };
  /** A conversation began or ended. */
  conversation: { state: "none" | "open" | "ended" };
  /** A message of somebody else arrived. */
  message: { from: "consumer" | "agent" | "bot" | "system" };
  /** The survey after a conversation: asked for, on its way, answered. */
  survey: { state: "none" | "asked" | "sending" | "answered" };
  /** Something went wrong, in a sentence for people. */
  error: { message: string };
}

/** A call that waits for the chat: it is given the handle. */
export type HailerCall = (hailer: Hailer) => void;

/** `window.hailer`. */
export interface Hailer {
  /** Calls back at once. The page's queue has it, too: `(window.hailer ||= []).push((hailer) => …)`. */
  push(...calls: HailerCall[]): void;
  /** Opens the window; resolves when it is open, or when it could not be loaded. */
  open(): Promise<void>;
  /** Closes the window; the conversation goes on. */
  minimize(): Promise<void>;
  /** Opens or closes the window. */
  toggle(): Promise<void>;
  /**
   * Names the consumer. `getToken` returns your auth code or JWT; it is asked
   * at once, and again when a token is refused.
   */
  identify(getToken: () => Promise<string>): void;
  /** Changes options. A wrong one is named in the console and changes nothing. */
  configure(options: HailerOptions): void;
  /** Listens; returns the function that unsubscribes. */
  on<Event extends keyof HailerEvents>(event: Event, handler: (detail: HailerEvents[Event]) => void): () => void;
  /** Whether this browser can run the chat. Where it cannot, nothing is drawn, and calls do nothing. */
  readonly supported: boolean;
  /** How many messages the consumer has not seen. */
  readonly unread: number;
  /**
   * Ends the chat: every node, listener, timer and socket goes, and `window.hailer` with them, at once.
   * With `forget`, for when the consumer logged out, all that the browser remembers of the chat goes,
   * too, in every tab; resolves when it has gone.
   */
  destroy(options?: { forget?: boolean }): Promise<void>;
}

/** The events of the element `hailer-chat`. */
type HailerElementEvents = {
  [Event in keyof HailerEvents as `hailer:${Event}`]: CustomEvent<HailerEvents[Event]>;
};

declare global {
  interface Window {
    /** The handle, once `hailer.js` ran; until then a queue that the page may begin. */
    get hailer(): Hailer;
    set hailer(queue: HailerCall[]);
    /** Options for a script tag that cannot carry them; read once. */
    hailerOptions?: HailerOptions;
  }
  interface HTMLElementEventMap extends HailerElementEvents {}
  interface HTMLElementTagNameMap {
    "hailer-chat": HTMLElement;
  }
}
