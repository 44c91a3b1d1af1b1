import { locale } from "@/shared/i18n/language"

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
]

/** How long ago, in the largest unit that fits: "3 minutes ago". */
export function timeAgo(at: number, now: number, style: "long" | "narrow" = "long"): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000))
  const [unit, size] = STEPS.find(([, size]) => seconds >= size) ?? ["second" as const, 1]
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto", style })
  return format.format(-Math.floor(seconds / size), unit)
}

/** When the text of `timeAgo` changes next, in milliseconds. */
export function nextTick(at: number, now: number): number {
  const seconds = (now - at) / 1000
  return seconds < 60 ? 1000 : seconds < 3600 ? 10_000 : 60_000
}

/** A day, as long as the locale has it; times of the API are UTC and so is this. */
export function formatDay(at: string, options: Intl.DateTimeFormatOptions = {}): string {
  return new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
    ...options,
  }).format(new Date(at))
}

/** From a time to another one less than a day later, in UTC as days are: 26 Nov, 14:00 – 15:00. */
export function formatTimes(from: string, to: string): string {
  const second = (Date.parse(to) - Date.parse(from)) % 60_000 ? ("2-digit" as const) : undefined
  const format = new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second,
    timeZone: "UTC",
    timeZoneName: "short",
  })
  return format.formatRange(new Date(from), new Date(to))
}

/** A day and a time in the reader's own zone. */
export function formatMoment(at: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(at),
  )
}
