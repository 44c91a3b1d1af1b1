import { locale } from "@/shared/i18n/language"

import { group } from "./numbers"

/** A number of the API: its digits as text where a double would lose some of them. */
export type Numeric = number | string

/** How a column is shown; `unit` comes from the leaderboard's `metadata.unit`. */
export type ScoreStyle = {
  decimals: number
  unit?: string | undefined
  order?: "ascending" | "descending"
}

const CURRENCY = /^[A-Z]{3}$/
const TIMES = new Set(["s", "seconds", "time"])
const DISTANCES = new Set(["m", "km", "mi", "ft", "cm"])

/**
 * A score as a whole number of its smallest part, exactly.
 *
 * `scaled(369.5, 1) === 3695n`, `scaled("9223372036854775807", 0)` keeps every digit.
 */
export function scaled(score: Numeric, decimals: number): bigint {
  const text = typeof score === "number" ? plain(score, decimals) : score
  const [, sign, whole, fraction = ""] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text) ?? ["", "", "0", ""]
  const digits = BigInt(`${whole || "0"}${fraction.slice(0, decimals).padEnd(decimals, "0")}`)
  return sign ? -digits : digits
}

/** A whole number of smallest parts as decimal text: `unscaled(3695n, 1) === "369.5"`. */
export function unscaled(value: bigint, decimals: number): string {
  const digits = String(value < 0n ? -value : value).padStart(decimals + 1, "0")
  const whole = digits.slice(0, digits.length - decimals)
  const sign = value < 0n ? "-" : ""
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`
}

/** A score as people read it: points, time (1:23.456), money, distance or percent. */
export function formatScore(score: Numeric, style: ScoreStyle): string {
  return formatScaled(scaled(score, style.decimals), style)
}

/** As `formatScore`, of a score that is scaled already. */
export function formatScaled(value: bigint, style: ScoreStyle): string {
  const { unit, decimals } = style
  if (unit && TIMES.has(unit)) return clock(value, decimals)
  if (unit === "ms" && decimals === 0) return clock(value, 3)
  const text = unscaled(value, decimals)
  if (unit && CURRENCY.test(unit)) return money(text, unit, decimals)
  if (unit === "%" || unit === "percent") return `${group(text)}\u202f%`
  if (unit && DISTANCES.has(unit)) return `${group(text)}\u202f${unit}`
  return group(text)
}

/** True where a score is shown as a clock, and may be written as one. */
export function isTime({ unit }: ScoreStyle): boolean {
  return unit !== undefined && (TIMES.has(unit) || unit === "ms")
}

/** A difference of two scores with its sign: `+0.118`, `−340`. */
export function formatGap(value: bigint, style: ScoreStyle): string {
  const size = formatScaled(value < 0n ? -value : value, style)
  return value === 0n ? "0" : `${value < 0n ? "\u2212" : "+"}${size}`
}

/** True where the unit is part of how the score is written: a time, money, 12 km, 98 %. */
export function isShownWithUnit({ unit = "" }: ScoreStyle): boolean {
  const signs = ["ms", "%", "percent"]
  return TIMES.has(unit) || DISTANCES.has(unit) || CURRENCY.test(unit) || signs.includes(unit)
}

function clock(value: bigint, decimals: number): string {
  const negative = value < 0n
  const size = negative ? -value : value
  const unit = 10n ** BigInt(decimals)
  const seconds = size / unit
  const fraction = decimals ? `.${String(size % unit).padStart(decimals, "0")}` : ""
  const two = (part: bigint) => String(part).padStart(2, "0")
  const [hours, minutes, rest] = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n]
  const sign = negative ? "\u2212" : ""
  if (hours) return `${sign}${hours}:${two(minutes)}:${two(rest)}${fraction}`
  if (minutes) return `${sign}${minutes}:${two(rest)}${fraction}`
  return `${sign}${rest}${fraction}`
}

function money(text: string, currency: string, decimals: number): string {
  try {
    const shown = new Intl.NumberFormat(locale(), {
      style: "currency",
      currency,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
    // Intl takes decimal text exactly; TypeScript's type asks for a literal.
    return shown.format(text as `${number}`)
  } catch {
    return `${group(text)}\u202f${currency}`
  }
}

/** A double as plain decimal text, without an exponent. */
function plain(score: number, decimals: number): string {
  const text = String(score)
  return text.includes("e") ? score.toFixed(decimals) : text
}
