import { isTime, scaled, type Numeric, type ScoreStyle } from "@/shared/format"

export const SMALLEST = -(2n ** 63n)
export const LARGEST = 2n ** 63n - 1n
/** The server reads no longer number, and no meant one is. */
const MOST_SIGNS = 64
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/
const CLOCK = /^([+-]?)(?:(\d+):)?(\d+):(\d{1,2})(?:\.(\d*))?$/

/** What a column takes. Limits are scaled, and null where there are none. */
type Rules = { style: ScoreStyle; min: bigint | null; max: bigint | null }

/** Why a text is not taken; `limit` is scaled. */
export type Fault =
  | { kind: "missing" | "wrong" | "bits" }
  | { kind: "decimals"; count: number }
  | { kind: "low" | "high"; limit: bigint }

/** The scaled number, or why there is none. */
export type Exact = { value: bigint } | { fault: Fault }

/** The rules of a column: limits are the leaderboard's, and of the first column only. */
export function rulesOf(style: ScoreStyle, min: Numeric | null, max: Numeric | null): Rules {
  const scale = (limit: Numeric | null) => (limit === null ? null : scaled(limit, style.decimals))
  return { style, min: scale(min), max: scale(max) }
}

/**
 * The number that a text says, scaled, exactly as the server would read it: no float is near.
 *
 * Times may be written as clocks (`1:23.456`). A comma is a decimal sign where the reader's
 * language has it so. Groups may be set with spaces, as the app itself shows them.
 */
export function parseExact(text: string, rules: Rules, comma = false): Exact {
  const plain = text.replace(/[\s\u2009\u202f\u00a0]/g, "").replace("\u2212", "-")
  if (plain === "") return { fault: { kind: "missing" } }
  const read = numberOf(comma ? plain.replace(",", ".") : plain, rules.style)
  if ("fault" in read) return read
  const { value } = read
  if (value < SMALLEST || value > LARGEST) return { fault: { kind: "bits" } }
  if (rules.min !== null && value < rules.min) return { fault: { kind: "low", limit: rules.min } }
  if (rules.max !== null && value > rules.max) return { fault: { kind: "high", limit: rules.max } }
  return { value }
}

function numberOf(text: string, style: ScoreStyle): Exact {
  if (text.length > MOST_SIGNS) return { fault: { kind: "wrong" } }
  const clock = isTime(style) ? CLOCK.exec(text) : null
  if (clock) return clockOf(clock, style)
  const [, sign, whole, fraction = ""] = DECIMAL.exec(text) ?? []
  if (sign === undefined || `${whole ?? ""}${fraction}` === "") return { fault: { kind: "wrong" } }
  return put(sign, BigInt(whole || "0"), fraction, style.decimals)
}

/** A clock tells seconds; a column of milliseconds holds a thousand times as many. */
function clockOf([, sign = "", hours, minutes, seconds, rest]: RegExpExecArray, style: ScoreStyle) {
  const places = style.unit === "ms" ? style.decimals + 3 : style.decimals
  const [h, m, s] = [BigInt(hours ?? "0"), BigInt(minutes ?? "0"), BigInt(seconds ?? "0")]
  if (s > 59n || (hours !== undefined && m > 59n)) return { fault: { kind: "wrong" } } as const
  return put(sign, h * 3600n + m * 60n + s, rest ?? "", places)
}

function put(sign: string, whole: bigint, fraction: string, decimals: number): Exact {
  const kept = fraction.replace(/0+$/, "")
  if (kept.length > decimals) return { fault: { kind: "decimals", count: decimals } }
  const size = whole * 10n ** BigInt(decimals) + BigInt(kept.padEnd(decimals, "0") || "0")
  return { value: sign === "-" ? -size : size }
}
