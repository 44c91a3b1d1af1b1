import { parseJson } from "@/shared/api/json"

import type { LiveMessage } from "./messages"
import type { LiveEvent } from "./state"

/** The server pings every 15 s on a quiet connection: twice that without a word is too long. */
export const SILENCE_MS = 35_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 20_000
/** What the server closes with where it will tell no more: deleted, made private, or too slow. */
const REFUSED = 1008
/** `readyState` of a socket that is on its way. */
const CONNECTING = 0

export type Socket = Pick<WebSocket, "close" | "readyState"> & {
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent<string>) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  onerror: ((event: Event) => void) | null
}

type Options = {
  /** The address, given the version that was heard last. */
  address: (since: number | null) => string
  tell: (event: LiveEvent) => void
  open?: (address: string) => Socket
  random?: () => number
}

/**
 * Keeps one WebSocket open: reconnects with exponential back-off and jitter, at once when the
 * network or the tab comes back, resumes after the last version, and tells when it is silent.
 */
export class LiveConnection {
  #socket: Socket | null = null
  #since: number | null = null
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  #ended = false
  readonly #options: Required<Options>

  constructor(options: Options) {
    this.#options = {
      open: (address) => new WebSocket(address),
      random: Math.random,
      ...options,
    }
    addEventListener("online", this.retry)
    document.addEventListener("visibilitychange", this.#onVisible)
    this.#connect()
    this.#expect()
  }

  /** Try now instead of later, where there is no connection. */
  readonly retry = (): void => {
    if (this.#ended || this.#socket !== null) return
    clearTimeout(this.#retry)
    this.#connect()
  }

  /** Begin with a snapshot next time: what is shown has come another way meanwhile. */
  forget(): void {
    this.#since = null
  }

  /** Close for good. */
  end(): void {
    this.#ended = true
    clearTimeout(this.#retry)
    clearTimeout(this.#silence)
    removeEventListener("online", this.retry)
    document.removeEventListener("visibilitychange", this.#onVisible)
    this.#drop()
  }

  readonly #onVisible = (): void => {
    if (document.visibilityState === "visible") this.retry()
  }

  #connect(): void {
    const socket = this.#options.open(this.#options.address(this.#since))
    this.#socket = socket
    socket.onopen = () => this.#options.tell({ type: "opened" })
    socket.onmessage = ({ data }) => this.#hear(parseJson<LiveMessage>(data))
    socket.onclose = ({ code, reason }) => this.#lose(code, reason)
  }

  #hear(message: LiveMessage): void {
    this.#failures = 0
    this.#since = message.version
    this.#expect()
    this.#options.tell({ type: "message", message, at: Date.now() })
  }

  #lose(code: number, reason: string): void {
    this.#socket = null
    if (this.#ended) return
    if (code === REFUSED) {
      this.#since = null
      this.#options.tell({ type: "refused", reason: reason || null })
    } else this.#options.tell({ type: "lost" })
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures++)
    // Jitter, so that all clients of a server that was restarted do not come at once.
    this.#retry = setTimeout(this.retry, longest * (0.5 + this.#options.random() / 2))
  }

  /** Wait for the next word; without one, say so and begin anew. */
  #expect(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => {
      this.#options.tell({ type: "silent" })
      if (this.#socket !== null) {
        this.#drop()
        this.#connect()
      }
      this.#expect()
    }, SILENCE_MS)
  }

  #drop(): void {
    const socket = this.#socket
    this.#socket = null
    if (socket === null) return
    socket.onopen = socket.onmessage = socket.onclose = null
    // Browsers complain of a socket that is closed on its way: that one is closed when it is there.
    if (socket.readyState === CONNECTING) socket.onopen = () => socket.close()
    else socket.close()
  }
}
