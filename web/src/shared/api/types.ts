import type { Numeric } from "@/shared/format/score"

import type { components } from "./schema"

type Schemas = components["schemas"]

/** The document's numbers, as the client reads them: text where a double would lose digits. */
type Exact<T> = Omit<T, "score" | "scores" | "standing"> & {
  score: Numeric
  scores: Record<string, Numeric>
}

type Free = Record<string, unknown>
export type Leaderboard = Omit<Schemas["LeaderboardOut"], "metadata"> & { metadata: Free }
export type Column = Leaderboard["columns"][number]
export type Entry = Exact<Schemas["EntryOut"]>
export type Page = Omit<Schemas["PageOut"], "entries"> & { entries: Entry[] }
export type PlayerEntry = Exact<Schemas["PlayerEntryOut"]>
export type Player = Omit<Schemas["PlayerOut"], "attributes"> & { attributes: Free }
export type Players = { players: Player[]; next: string | null }
export type Season = Schemas["SeasonOut"]
export type Bucket = { from: Numeric; to: Numeric; count: number }
export type Stats = Omit<Schemas["StatsOut"], "histogram" | "top_score" | "median"> & {
  histogram: Bucket[]
  top_score: Numeric | null
  median: Numeric | null
}

type Told = Schemas["BoardActivityOut"]
export type BoardActivity = Omit<Told, "leader"> & { leader: Entry | null }
export type Activity = Omit<Schemas["ActivityOut"], "leaderboards"> & {
  leaderboards: BoardActivity[]
}
/** A score, and what the entry's first column had come to with it. */
export type HistoryPoint = Exact<Schemas["HistoryPointOut"]> & { standing: Numeric }
export type History = Omit<Schemas["HistoryOut"], "points"> & { points: HistoryPoint[] }
export type Dev = Schemas["DevOut"]
