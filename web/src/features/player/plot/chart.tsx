import { useEffect, useMemo, useRef } from "react"
import UPlot from "uplot"
import "uplot/dist/uPlot.min.css"

import { compact, formatMoment, formatScaled, scaled, type ScoreStyle } from "@/shared/format"
import { locale } from "@/shared/i18n"
import { usePreferences } from "@/shared/preferences"

import { aligned, standingAt, type Line } from "./series"

type Props = { lines: Line[]; style: ScoreStyle; dots: boolean; height: number }

const FONT = '12px "Inter Variable", system-ui, sans-serif'
const DAY_S = 86_400
/** From here on an axis says 120K: the exact number stands in the read-out. */
const LARGE = 100_000
/** Beyond these no language has a short word for it. */
const HUGE = 1e15

/** Lines over time, drawn on a canvas. Loaded when a plot is shown first. */
export default function Chart({ lines, style, dots, height }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const readOut = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | null>(null)
  const theme = usePreferences((preferences) => preferences.theme)
  const data = useMemo(
    () => aligned(lines, style, dots, Date.now() / 1000),
    [lines, dots, style.decimals], // eslint-disable-line hooks/exhaustive-deps
  )
  const looks = JSON.stringify([lines.map((l) => [l.label, l.colour, l.dashed]), style, dots])
  const latest = useRef(data)
  useEffect(() => void (latest.current = data))

  useEffect(() => {
    const element = box.current
    if (!element) return
    const tell = (index: number | null | undefined) => {
      if (readOut.current)
        readOut.current.textContent = readAt(latest.current, index, lines, style, dots)
    }
    const made = new UPlot(
      optionsOf({ lines, style, dots, height, width: element.clientWidth, tell }),
      latest.current,
      element,
    )
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
    // Made anew for other looks or another theme; new points are only set.
  }, [looks, height, theme]) // eslint-disable-line hooks/exhaustive-deps
  useEffect(() => plot.current?.setData(data), [data])

  return (
    <div className="relative" aria-hidden="true">
      <div ref={readOut} className="label absolute -top-6 right-0 whitespace-pre" />
      <div ref={box} style={{ height }} />
    </div>
  )
}

type Made = Props & { width: number; tell: (index: number | null | undefined) => void }

function optionsOf({ lines, style, dots, height, width, tell }: Made): UPlot.Options {
  const shown = (value: number) => formatScaled(scaled(value, style.decimals), style)
  const onAxis = (value: number) => {
    if (Math.abs(value) < LARGE || style.unit !== undefined) return shown(value)
    return Math.abs(value) < HUGE ? compact(value) : value.toExponential(1).replace("e+", "E")
  }
  return {
    width,
    height,
    padding: [12, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    hooks: { setCursor: [(made) => tell(made.cursor.idx)] },
    scales: {
      x: { time: true },
      // Better is up, also where better is less.
      y: {
        dir: style.order === "ascending" ? -1 : 1,
        range: { min: { pad: 0.12 }, max: { pad: 0.12 } },
      },
    },
    axes: [
      { ...lookOf(), space: 96, values: (_, times) => timesOf(times) },
      {
        ...lookOf(),
        space: 44,
        size: (_, values) =>
          20 + 7 * Math.max(2, ...((values as string[] | null) ?? []).map((v) => v.length)),
        values: (_, values) => values.map(onAxis),
      },
    ],
    series: [{}, ...lines.flatMap((line) => seriesOf(line, dots))],
  }
}

function lookOf(): Partial<UPlot.Axis> {
  return {
    stroke: token("--faint"),
    font: FONT,
    grid: { stroke: token("--line"), width: 1 },
    ticks: { show: false },
    gap: 8,
  }
}

function seriesOf({ label, colour, dashed }: Line, dots: boolean): UPlot.Series[] {
  const stroke = token(colour)
  const stepped = UPlot.paths.stepped?.({ align: 1 })
  const line: UPlot.Series = {
    label,
    stroke,
    width: 2,
    spanGaps: true,
    points: { show: false },
    ...(dashed && { dash: [7, 5] }),
    ...(stepped && { paths: stepped }),
  }
  if (!dots) return [line]
  const dot: UPlot.Series = {
    label,
    stroke: "transparent",
    paths: () => null,
    points: { show: true, size: 5, width: 0, fill: `${stroke}66` },
  }
  return [{ ...line, fill: `${stroke}1a`, fillTo: worst }, dot]
}

/** The area below a line ends at the worst value: at the bottom, whichever way is up. */
function worst({ scales }: UPlot): number {
  return (scales.y?.dir === -1 ? scales.y.max : scales.y?.min) ?? 0
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function timesOf(times: number[]): string[] {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0)
  const step = times.length > 1 ? span / (times.length - 1) : span
  const day = { day: "numeric", month: "short" } as const
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const
  const format = new Intl.DateTimeFormat(
    locale(),
    step >= DAY_S ? day : span > DAY_S ? { ...day, ...time } : time,
  )
  return times.map((second) => format.format(second * 1000))
}

/** What the cursor stands over: the instant, and each line's value as it stood then. */
function readAt(
  data: ReturnType<typeof aligned>,
  index: number | null | undefined,
  lines: Line[],
  style: ScoreStyle,
  dots: boolean,
): string {
  const second = index == null ? undefined : data[0][index]
  if (index == null || second === undefined) return ""
  const values = lines.map(({ label }, i) => {
    const value = standingAt(data[1 + i * (dots ? 2 : 1)], index)
    const shown = value === null ? "–" : formatScaled(scaled(value, style.decimals), style)
    return lines.length > 1 ? `\u2068${label}\u2069 ${shown}` : shown
  })
  return [formatMoment(new Date(second * 1000).toISOString()), ...values].join("   ")
}
