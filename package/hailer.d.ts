/**
 * Types of `window.hailer`, of the options, and of the events on the element.
 *
 * With the script tag: copy this file into your sources. With a bundler, it
 * comes with the package. A test compares it with the running chat.
 */

/** The options: set before the start, or changed by `configure`. */
export interface HailerOptions {
  /** Your account number. Required before the chat can be opened. */
  account?: string | number;
  /** Base address of domain discovery. With an `http://` address, all hosts are used with `http` and `ws`. */
  domains?: string;
  /** The folder with the chat's files; ends in `/`. Default: the folder of `hailer.js`. */
  assets?: string;
  /** The skill that new conversations are routed to: digits. May change while the chat runs. */
  skill?: string | number;
  /** The campaign of new conversations: digits. Used together with `engagement`. May change while the chat runs. */
  campaign?: string | number;
  /** The engagement of new conversations: digits. Used together with `campaign`. May change while the chat runs. */
  engagement?: string | number;
  /** Colours; `auto` follows the visitor's system. May change while the chat runs. */
  theme?: "auto" | "light" | "dark";
  /** The corner of the screen. May change while the chat runs. */
  position?: "right" | "left";
  /** The window's size, where the screen has room. May change while the chat runs. */
  size?: "small" | "medium" | "large";
  /** The window's name. May change while the chat runs. */
  title?: string;
  /** The greeting in an empty conversation. May change while the chat runs. */
  welcome?: string;
  /** The https address of your logo, for the greeting and the header. May change while the chat runs. */
  logo?: string;
  /** The chat's language, such as `de` or `pt-BR`. Default: the page's. May change while the chat runs. */
  lang?: string;
  /** Your own sentences, by their keys in `lang/en.json`. May change while the chat runs. */
  sentences?: Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;
  /** The notifications that visitors may switch on: `title`, `sound`, `desktop`, separated by spaces, or `none`. May change while the chat runs. */
  notify?: string;
  /** The nonce of the page's content policy. Accepted, and not used: the chat adds no style or script element. */
  nonce?: string;
}

/** The payload of each event. No event contains a token or the text of a message. */
export interface HailerEvents {
  /** The chat's module has started. */
  ready: Record<string, never>;
  /** The window opened. */
  open: Record<string, never>;
  /** The window closed. */
  minimize: Record<string, never>;
  /** The number of unseen messages changed. */
  unread: { count: number };
  /** The connection's state changed. */
  connection: { state: "connecting" | "online" | "waiting" | "offline" | "ended" };
  /** Something about the current conversation changed. The same state may come twice. */
  conversation: { state: "none" | "open" | "ended" };
  /** A message arrived that the visitor did not write. */
  message: { from: "agent" | "bot" | "system" };
  /** The state of the survey after a conversation. */
  survey: { state: "none" | "asked" | "sending" | "answered" };
  /** Something failed, in an English sentence. */
  error: { message: string };
}

/** A queued call. It gets the API object. */
export type HailerCall = (hailer: Hailer) => void;

/** `window.hailer`. */
export interface Hailer {
  /** Calls each function at once. The queue has it, too: `(window.hailer ||= []).push((hailer) => …)`. */
  push(...calls: HailerCall[]): void;
  /** Opens the window. Resolves when it is open, or when it could not be loaded. */
  open(): Promise<void>;
  /** Closes the window; the conversation goes on. */
  minimize(): Promise<void>;
  /** Opens or closes the window. */
  toggle(): Promise<void>;
  /**
   * Identifies the visitor. `getToken` returns your authentication code or JWT. It is
   * called when the chat connects, and again when the service refuses the token.
   */
  identify(getToken: () => Promise<string>): void;
  /** Changes options. A wrong value is reported in the console and changes nothing. */
  configure(options: HailerOptions): void;
  /** Subscribes to an event. Returns the function that unsubscribes. */
  on<Event extends keyof HailerEvents>(event: Event, handler: (detail: HailerEvents[Event]) => void): () => void;
  /** Whether this browser can run the chat. If not, nothing is drawn. */
  readonly supported: boolean;
  /** The version of the release, such as `0.2.0`. */
  readonly version: string;
  /** How many messages the visitor has not seen. */
  readonly unread: number;
  /**
   * Removes the chat: every node, listener, timer and socket, and `window.hailer`.
   * With `forget`, for when a customer logs out, everything that the chat stored in the browser is
   * deleted, too, for every tab. Resolves when that is done.
   */
  destroy(options?: { forget?: boolean }): Promise<void>;
}

/** The events of the element `hailer-chat`. */
type HailerElementEvents = {
  [Event in keyof HailerEvents as `hailer:${Event}`]: CustomEvent<HailerEvents[Event]>;
};

declare global {
  interface Window {
    /** The API object, once `hailer.js` has run. Until then, a queue that your page may create. */
    get hailer(): Hailer;
    set hailer(queue: HailerCall[]);
    /** Options for a script tag without attributes; read once. */
    hailerOptions?: HailerOptions;
  }
  interface HTMLElementEventMap extends HailerElementEvents {}
  interface HTMLElementTagNameMap {
    "hailer-chat": HTMLElement;
  }
}
