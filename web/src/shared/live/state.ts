import { fromSnapshot, withChange, type LiveBoard } from "./board"

import type { LiveMessage, Overtaken, SeasonTurn, Snapshot } from "./messages"

/**
 * connecting   nothing was heard yet
 * live         messages come in
 * reconnecting the connection was lost a moment ago; what was known stays
 * stale        nothing was heard for long; what was known stays, and trying goes on
 * closed       the server will tell no more: deleted, made private, or left
 */
export type Phase = "connecting" | "live" | "reconnecting" | "stale" | "closed"

export type LiveState = {
  phase: Phase
  board: LiveBoard | null
  /** When the last message came, in milliseconds of this clock. */
  heardAt: number | null
  /** Sockets that failed in a row. */
  failures: number
  /** True while no socket passes, and the state is asked for instead. */
  polling: boolean
  overtaken: Overtaken | null
  turn: SeasonTurn | null
}

export type LiveEvent =
  | { type: "message"; message: LiveMessage; at: number }
  | { type: "opened" }
  | { type: "lost" }
  | { type: "polled"; snapshot: Snapshot; at: number }
  | { type: "unanswered" }
  | { type: "silent" }
  | { type: "closed" }
  | { type: "begun" }

export const NOTHING_HEARD: LiveState = {
  phase: "connecting",
  board: null,
  heardAt: null,
  failures: 0,
  polling: false,
  overtaken: null,
  turn: null,
}

/** The one place where what comes in becomes what is shown. Pure. */
export function reduceLive(state: LiveState, event: LiveEvent): LiveState {
  if (event.type === "begun") return state.phase === "closed" ? NOTHING_HEARD : state
  if (state.phase === "closed") return state
  switch (event.type) {
    case "message": {
      const live = { ...state, phase: "live", failures: 0, polling: false } as const
      return heard({ ...live, heardAt: event.at }, event.message, event.at)
    }
    case "polled": {
      const board = fromSnapshot(state.board, event.snapshot, event.at)
      return { ...state, phase: "live", polling: true, heardAt: event.at, board }
    }
    case "opened":
      // Where nothing was missed the server has nothing to say: what is known is what stands.
      return state.board === null || state.polling ? state : { ...state, phase: "live" }
    case "lost":
      return { ...(state.polling ? state : away(state)), failures: state.failures + 1 }
    case "unanswered":
      return { ...away(state), polling: false }
    case "silent":
      return state.polling || state.board === null ? state : { ...state, phase: "stale" }
    case "closed":
      return { ...state, phase: "closed" }
  }
}

function away(state: LiveState): LiveState {
  if (state.phase === "stale") return state
  return { ...state, phase: state.board === null ? "connecting" : "reconnecting" }
}

function heard(state: LiveState, message: LiveMessage, at: number): LiveState {
  switch (message.type) {
    case "snapshot":
      return { ...state, board: fromSnapshot(state.board, message, at) }
    case "change":
      // A change of a board that was never told is nothing: a snapshot follows.
      return state.board === null
        ? state
        : { ...state, board: withChange(state.board, message, at) }
    case "overtaken":
      return { ...state, overtaken: message }
    case "season":
      return { ...state, turn: message }
    case "ping":
      return state
  }
}
