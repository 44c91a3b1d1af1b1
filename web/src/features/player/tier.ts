import { scaled } from "@/shared/format"

import type { Leaderboard, PlayerEntry } from "@/shared/api"

type Tier = Leaderboard["tiers"][number]

/** How far it is from one tier to the next. */
export type Climb = {
  tier: string | null
  /** The next better tier; null where there is none. */
  next: string | null
  /** 0 to 1: how much of the way from the tier's own threshold to the next one is done. */
  done: number
  /** Places that are missing, for a tier of a share; null for one of a score. */
  places: number | null
  /** What is missing of the first column, scaled; null for a tier of a share. */
  gap: bigint | null
}

/** Where an entry stands between its tier and the next better one. */
export function climbOf(board: Leaderboard, entry: Ranked): Climb {
  const index = board.tiers.findIndex(({ name }) => name === entry.tier)
  const own = board.tiers[index]
  // Tiers are written best first: the one before an entry's own is the next to reach.
  const next = index === 0 ? undefined : board.tiers[(index < 0 ? board.tiers.length : index) - 1]
  const nothing = { tier: entry.tier, next: next?.name ?? null, places: null, gap: null }
  if (!next) return { ...nothing, done: board.tiers.length ? 1 : entry.percentile / 100 }
  // What a tier does not go by is left out of the answer, or null.
  return next.top_percent == null
    ? { ...nothing, ...byScore(board, entry, own, next) }
    : { ...nothing, ...byShare(entry, own, next.top_percent) }
}

type Ranked = Pick<PlayerEntry, "rank" | "total" | "percentile" | "tier" | "score">

function byShare({ percentile, total }: Ranked, own: Tier | undefined, percent: number) {
  // Who is ahead, from the share that is not: ranks can be dense and do not count players.
  const ahead = Math.round(((100 - percentile) / 100) * total)
  const from = ((own?.top_percent ?? 100) * total) / 100
  const to = (percent * total) / 100
  const done = from > to ? (from - ahead) / (from - to) : 0
  return { done: within(done), places: Math.max(1, ahead - Math.ceil(to) + 1) }
}

function byScore(board: Leaderboard, { score }: Ranked, own: Tier | undefined, next: Tier) {
  const decimals = board.columns[0]?.decimals ?? 0
  const mine = scaled(score, decimals)
  const to = scaled(next.score ?? 0, decimals)
  const gap = to > mine ? to - mine : mine - to
  if (own?.score == null) return { gap, done: within(ratio(mine, to)) }
  const from = scaled(own.score, decimals)
  return { gap, done: within(Number(mine - from) / Number(to - from || 1n)) }
}

/** How near one value is to another one, whichever of them is to be larger. */
function ratio(a: bigint, b: bigint): number {
  const [x, y] = [Math.abs(Number(a)), Math.abs(Number(b))]
  return Math.max(x, y) === 0 ? 1 : Math.min(x, y) / Math.max(x, y)
}

const within = (part: number) => Math.max(0, Math.min(1, part))

const KNOWN: Record<string, string> = {
  gold: "var(--gold)",
  silver: "var(--silver)",
  bronze: "var(--bronze)",
  diamond: "var(--tone-6)",
  platinum: "var(--tone-0)",
}

/** A tier's colour: metals have their own, others one of the tones by their place. */
export function tierColour(board: Leaderboard, tier: string | null): string {
  if (tier === null) return "var(--accent)"
  const index = board.tiers.findIndex(({ name }) => name === tier)
  return KNOWN[tier] ?? `var(--tone-${[6, 0, 5, 1, 7, 2, 3, 4][Math.max(0, index) % 8]})`
}

/** A tier's name as a badge says it: `title-contender` is "Title contender". */
export function tierLabel(tier: string): string {
  return tier.charAt(0).toUpperCase() + tier.slice(1).replace(/[-_.]+/g, " ")
}
