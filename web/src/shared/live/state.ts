import { fromSnapshot, withChange, type LiveBoard } from "./board"

import type { LiveMessage, Overtaken, SeasonTurn, Snapshot } from "./messages"

/**
 * connecting   nothing was heard yet
 * live         messages come in
 * reconnecting the connection was lost a moment ago; what was known stays
 * stale        nothing was heard for long; what was known stays, and trying goes on
 * closed       the server will tell no more: deleted, made private, or never there; what was
 *              known is known still, and whoever shows it says so. A snapshot ends it
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
  /** Why it is closed, as the server says it; null where it says nothing. */
  reason: string | null
  /** True where no wait helps: a season that this leaderboard does not have. */
  isFinal: boolean
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
  | { type: "refused"; reason: string | null }
  | { type: "closed"; reason: string | null; isFinal: boolean }

export const NOTHING_HEARD: LiveState = {
  phase: "connecting",
  board: null,
  heardAt: null,
  failures: 0,
  polling: false,
  reason: null,
  isFinal: false,
  overtaken: null,
  turn: null,
}

/** After so many failed attempts without a word, the state is asked for instead. */
export const FAILURES_BEFORE_POLLING = 2

/** The one place where what comes in becomes what is shown. Pure. */
export function reduceLive(state: LiveState, event: LiveEvent): LiveState {
  if (state.phase === "closed") return whileClosed(state, event)
  switch (event.type) {
    case "message": {
      const live = { ...state, phase: "live", failures: 0, polling: false, reason: null } as const
      return heard({ ...live, heardAt: event.at }, event.message, event.at)
    }
    case "polled": {
      const board = fromSnapshot(state.board, event.snapshot, event.at)
      return { ...state, phase: "live", polling: true, heardAt: event.at, board, reason: null }
    }
    case "opened":
      // Where nothing was missed the server has nothing to say: what is known is what stands.
      return state.board === null || state.polling ? state : { ...state, phase: "live" }
    case "lost":
      return { ...(state.polling ? state : away(state)), failures: state.failures + 1 }
    case "refused":
      return { ...away(state), failures: FAILURES_BEFORE_POLLING, reason: event.reason }
    case "unanswered":
      return { ...away(state), polling: false }
    case "silent":
      return state.polling || state.board === null ? state : { ...state, phase: "stale" }
    case "closed":
      return closed(state, event)
  }
}

/** What was closed begins from nothing with the first snapshot, and until then stays closed. */
function whileClosed(state: LiveState, event: LiveEvent): LiveState {
  switch (event.type) {
    case "message":
      return event.message.type === "snapshot" ? reduceLive(NOTHING_HEARD, event) : state
    case "polled":
      return reduceLive(NOTHING_HEARD, event)
    case "lost":
      return { ...state, failures: state.failures + 1 }
    case "closed":
      return closed(state, event)
    default:
      return state
  }
}

function closed(state: LiveState, { reason, isFinal }: LiveEvent & { type: "closed" }): LiveState {
  const said = state.reason ?? reason
  return { ...state, phase: "closed", failures: 0, polling: false, reason: said, isFinal }
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
