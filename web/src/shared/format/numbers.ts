import { locale } from "@/shared/i18n/language"

const THIN = "\u202f"
const kept = new Map<string, Intl.NumberFormat>()

/** A number format of the present locale; making one is slow, so each is made once. */
function numberFormat(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = locale() + JSON.stringify(options)
  const format = kept.get(key) ?? new Intl.NumberFormat(locale(), options)
  kept.set(key, format)
  return format
}

/** Decimal text with the locale's groups, set with thin spaces, and its decimal sign. */
export function group(value: number | bigint | string): string {
  const [whole = "0", fraction] = String(value).split(".")
  const digits = fraction?.length ?? 0
  const format = numberFormat({
    useGrouping: "always" as unknown as boolean,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  const text = fraction === undefined ? whole : `${whole}.${fraction}`
  return format
    .formatToParts(text as `${number}`)
    .map((part) =>
      part.type === "group" ? THIN : part.type === "minusSign" ? "\u2212" : part.value,
    )
    .join("")
}

/** A count for headlines: 950, 24 381, 1.2M. */
export function compact(value: number): string {
  if (value < 100_000) return group(value)
  return numberFormat({ notation: "compact", maximumFractionDigits: 1 }).format(value)
}

/** A rate: 0, 0.4, 38, 1 041. */
export function rate(value: number): string {
  if (value >= 10) return group(Math.round(value))
  return numberFormat({ minimumFractionDigits: 0, maximumFractionDigits: 1 }).format(value)
}

/**
 * How far up a rank stands, as people say it: "top 5 %". Small boards say no percentage.
 *
 * A leader of a million stands in the top 0.01 %, never in the top 0 %.
 */
export function topPercent(rank: number, total: number): string {
  const share = Math.min(100, (rank / Math.max(1, total)) * 100)
  const digits = share >= 10 ? 0 : share >= 1 ? 1 : share >= 0.1 ? 2 : 3
  const step = 10 ** -digits
  const shown = Math.max(step, Math.ceil(share / step) * step)
  return `${numberFormat({ maximumFractionDigits: digits }).format(shown)}\u202f%`
}
