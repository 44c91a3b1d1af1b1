import { lazy, Suspense } from "react"

import { formatMoment, formatScore, type ScoreStyle } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Bone, useMedia } from "@/shared/ui"

import type { Line } from "./series"

const Chart = lazy(() => import("./chart"))
const TALL = "(min-width: 820px)"

type Props = { lines: Line[]; style: ScoreStyle; dots?: boolean }

/** Scores over time, with the same as a sentence and as a table beside it. */
export function Plot({ lines, style, dots = false }: Props) {
  const isTall = useMedia(TALL)
  const height = isTall ? 280 : 208
  return (
    <figure className="m-0">
      <figcaption className="sr-only">
        {lines.map((line) => (
          <Summary key={line.label} line={line} style={style} isOne={lines.length === 1} />
        ))}
      </figcaption>
      <Suspense fallback={<Bone className="w-full" />}>
        <div style={{ minHeight: height }}>
          <Chart lines={lines} style={style} dots={dots} height={height} />
        </div>
      </Suspense>
      <AsTable lines={lines} style={style} />
    </figure>
  )
}

type SummaryProps = { line: Line; style: ScoreStyle; isOne: boolean }

function Summary({ line, style, isOne }: SummaryProps) {
  const t = useTranslate()
  const [first, last] = [line.points[0], line.points.at(-1)]
  if (!first || !last) return null
  const text = t("history.summary", {
    count: line.points.length,
    from: formatScore(first.standing, style),
    to: formatScore(last.standing, style),
    start: formatMoment(first.at),
    end: formatMoment(last.at),
  })
  return (
    <p>
      {!isOne && <bdi>{line.label}: </bdi>}
      {text}
    </p>
  )
}

function AsTable({ lines, style }: Props) {
  const t = useTranslate()
  return (
    <details className="mt-2 text-sm">
      <summary className="label cursor-pointer py-1 hover:text-text">{t("history.table")}</summary>
      <div
        className="mt-2 max-h-72 overflow-auto"
        tabIndex={0}
        role="group"
        aria-label={t("history.title")}
      >
        {lines.map((line) => (
          <table key={line.label} className="w-full max-w-xl text-left">
            <caption className="label py-1 text-left">
              <bdi>{line.label}</bdi>
            </caption>
            <thead>
              <tr className="label">
                <th scope="col">{t("history.when")}</th>
                <th scope="col" className="text-right">
                  {t("player.score")}
                </th>
                <th scope="col" className="text-right">
                  {t("history.standing")}
                </th>
              </tr>
            </thead>
            <tbody>
              {line.points.toReversed().map((point, index) => (
                <tr key={index} className="border-t border-line text-soft">
                  <td className="py-1">{formatMoment(point.at)}</td>
                  <td className="text-right">{formatScore(point.score, style)}</td>
                  <td className="text-right">{formatScore(point.standing, style)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </details>
  )
}
