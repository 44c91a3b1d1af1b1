import type { Entry } from "@/shared/api/types"

/** An entry with its place in board order, from 1: ranks can tie, positions cannot. */
export type LiveEntry = Entry & { position: number }
/** A followed player without an entry in this season. */
export type NoEntry = { player: string; rank: null; position: null }
export type Followed = LiveEntry | NoEntry

export type SeasonMark = { number: number; starts_at: string; ends_at: string | null }

export type Snapshot = {
  type: "snapshot"
  version: number
  leaderboard: string
  window: string
  season: number
  total: number
  entries: LiveEntry[]
  players: Followed[]
}
export type Change = {
  type: "change"
  version: number
  total: number
  entries: LiveEntry[]
  left: string[]
  players: Followed[]
}
export type Overtaken = {
  type: "overtaken"
  version: number
  player: string
  rank: number
  previous_rank: number
  by: { player: string; display_name: string | null; rank: number }[]
  count: number
}
export type SeasonTurn = {
  type: "season"
  version: number
  window: string
  closed: SeasonMark | null
  opened: SeasonMark
}
export type Ping = { type: "ping"; version: number; at: string }

export type LiveMessage = Snapshot | Change | Overtaken | SeasonTurn | Ping
