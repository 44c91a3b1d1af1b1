import type { LiveMessage } from "./messages"
import type { Socket } from "./connection"

/** A socket that a test speaks through: the server's part, line by line. */
export class ScriptedSocket implements Socket {
  static opened: ScriptedSocket[] = []
  readyState = 1
  onopen: Socket["onopen"] = null
  onmessage: Socket["onmessage"] = null
  onclose: Socket["onclose"] = null
  onerror: Socket["onerror"] = null
  isClosed = false

  constructor(readonly address: string) {
    ScriptedSocket.opened.push(this)
  }

  static get last(): ScriptedSocket {
    const socket = ScriptedSocket.opened.at(-1)
    if (!socket) throw new Error("no socket was opened")
    return socket
  }

  says(message: LiveMessage | string): void {
    const data = typeof message === "string" ? message : JSON.stringify(message)
    this.onmessage?.(new MessageEvent("message", { data }))
  }

  breaks(code = 1006, reason = ""): void {
    this.onclose?.(new CloseEvent("close", { code, reason }))
  }

  close(): void {
    this.isClosed = true
  }
}
