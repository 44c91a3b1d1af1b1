import type { Change, Followed, LiveEntry, Snapshot } from "./messages"

/** How long a gain or loss is shown, in milliseconds; gains within it add up. */
export const MOVE_SHOWN_MS = 4000

/** A player's way from one rank to another. `key` grows: a new one starts the chip anew. */
export type Move = { from: number; to: number; at: number; key: number }

/** What is known of a leaderboard's top and of the followed players. */
export type LiveBoard = {
  leaderboard: string
  window: string
  season: number
  version: number
  total: number
  /** The top, in board order. */
  entries: LiveEntry[]
  players: Record<string, Followed>
  moves: Record<string, Move>
  /** The last change of the lead: its key starts the flash of gold. */
  leaderKey: number
}

/** A snapshot in place of what was known. Moves are told where it is the same season. */
export function fromSnapshot(before: LiveBoard | null, told: Snapshot, now: number): LiveBoard {
  const { leaderboard, window, season, version, total } = told
  const known = before !== null && isSameSeason(before, told) ? before : null
  const players = byPlayer(told.players)
  const entries = inOrder(told.entries)
  const board = { leaderboard, window, season, version, total, entries, players }
  return withMoves(known, { ...board, moves: {}, leaderKey: 0 }, now)
}

/** A change laid over what is known: entries that came or changed in, those that left out. */
export function withChange(before: LiveBoard, told: Change, now: number): LiveBoard {
  const changed = new Map(told.entries.map((entry) => [entry.player, entry]))
  const left = new Set(told.left)
  const kept = before.entries.filter((e) => !changed.has(e.player) && !left.has(e.player))
  const entries = inOrder([...kept, ...changed.values()])
  const players = { ...before.players, ...byPlayer(told.players) }
  const { version, total } = told
  return withMoves(before, { ...before, version, total, entries, players }, now)
}

function isSameSeason(a: LiveBoard, b: Snapshot): boolean {
  return a.leaderboard === b.leaderboard && a.window === b.window && a.season === b.season
}

function withMoves(before: LiveBoard | null, after: LiveBoard, now: number): LiveBoard {
  if (before === null) return after
  const moves = recent(before.moves, now)
  const ranks = ranksOf(before)
  for (const [player, rank] of ranksOf(after)) {
    const from = ranks.get(player)
    if (from === undefined || from === rank) continue
    const first = moves.get(player)?.from ?? from
    if (first === rank) moves.delete(player)
    else moves.set(player, { from: first, to: rank, at: now, key: after.version })
  }
  const isNewLeader = before.entries[0]?.player !== after.entries[0]?.player
  const leaderKey = isNewLeader ? after.version : before.leaderKey
  return { ...after, moves: Object.fromEntries(moves), leaderKey }
}

function recent(moves: Record<string, Move>, now: number): Map<string, Move> {
  return new Map(Object.entries(moves).filter(([, move]) => now - move.at < MOVE_SHOWN_MS))
}

function ranksOf(board: LiveBoard): Map<string, number> {
  const ranks = new Map<string, number>()
  for (const entry of [...board.entries, ...Object.values(board.players)])
    if (entry.rank !== null) ranks.set(entry.player, entry.rank)
  return ranks
}

function byPlayer(followed: Followed[]): Record<string, Followed> {
  return Object.fromEntries(followed.map((entry) => [entry.player, entry]))
}

function inOrder(entries: LiveEntry[]): LiveEntry[] {
  return entries.toSorted((a, b) => a.position - b.position)
}
