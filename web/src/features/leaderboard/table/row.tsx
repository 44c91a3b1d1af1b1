import { memo } from "react"
import { Link } from "wouter"

import {
  columnLabel,
  formatGap,
  formatScore,
  group,
  scaled,
  type ScoreStyle,
} from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { address } from "@/shared/url"
import { Avatar, Bone, Count, MoveChip, Name, useGlide } from "@/shared/ui"

import { useOwnMove } from "./use-own-move"

import type { Column, Entry } from "@/shared/api"
import type { Move } from "@/shared/live"

/** The one grid of the header and all rows: rank, move, player, scores, gap. */
export const GRID =
  "grid grid-cols-[minmax(2.5rem,auto)_minmax(0,1fr)_auto] items-center gap-x-3 px-2 sm:grid-cols-[var(--rank)_2.5rem_minmax(0,1fr)_auto] sm:px-3"
export const SCORE = "text-right whitespace-nowrap sm:w-(--score)"
/** A further column, as wide as what is seen in it. */
export const MORE = "truncate text-right whitespace-nowrap text-soft"
export const moreWidth = (index: number) => ({ width: `var(--more-${index})` })
export const GAP = "hidden w-(--gap) text-right whitespace-nowrap text-faint sm:block"

/** A row that is higher than this has room for two lines below the name. */
const TALL = 60

type Props = {
  entry: Entry
  /** The place in board order, from 0. */
  index: number
  /** The first column of the entry above; undefined where it is not known. */
  above: Entry["score"] | undefined
  columns: Column[]
  styles: ScoreStyle[]
  rowHeight: number
  /** Where there is room for the further columns side by side; else they are a line. */
  isWide: boolean
  move: Move | undefined
  isYou: boolean
  isChosen: boolean
}

/** An entry that glides when its place changes. Drawn anew only when something of it does. */
export const Row = memo(function Row(props: Props) {
  const { entry, index, above, columns, styles, rowHeight, isWide, isYou, isChosen } = props
  // Numbers are the language's too: what is kept from drawing anew hears of it here.
  useTranslate()
  const element = useGlide<HTMLDivElement>(index, rowHeight)
  const own = useOwnMove(entry.rank)
  const move = props.move ?? own
  const [style, ...others] = styles
  return (
    <div
      ref={element}
      role="row"
      aria-rowindex={index + 2}
      aria-current={isYou || undefined}
      data-player={entry.player}
      style={{ height: rowHeight, zIndex: move && move.to < move.from ? 1 : undefined }}
      className={`${GRID} relative border-b border-line bg-ink hover:bg-panel has-focus-visible:bg-panel ${
        isYou ? "bg-[color-mix(in_oklab,var(--accent)_12%,var(--ink))]!" : ""
      } ${isChosen ? "shadow-[inset_3px_0_var(--accent)]" : ""}`}
    >
      <span role="cell" className="display text-right text-lg text-soft">
        {group(entry.rank)}
      </span>
      <span role="cell" className="hidden justify-self-center sm:block">
        <MoveChip move={move} />
      </span>
      <span role="cell" className="flex min-w-0 items-center gap-3">
        <Avatar id={entry.player} name={entry.display_name} url={entry.avatar_url} />
        <Link
          href={address.player(entry.player)}
          data-position={index}
          className="flex min-w-0 outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          <span className="min-w-0">
            <Name
              player={entry.player}
              name={entry.display_name}
              country={entry.country}
              className={`font-medium ${isYou ? "text-accent" : ""}`}
            />
            {others.length > 0 && !isWide && (
              <span
                className={`label block ${rowHeight > TALL ? "line-clamp-2 leading-4" : "truncate"}`}
              >
                {lineOf(entry, columns, styles)}
              </span>
            )}
          </span>
        </Link>
        <span className="sm:hidden">
          <MoveChip move={move} />
        </span>
      </span>
      <span role="cell" className="flex items-center gap-x-3">
        {style && (
          <Count
            score={entry.score}
            style={style}
            className={`${SCORE} font-semibold ${isLong(entry.score) ? "max-sm:text-xs" : ""}`}
          />
        )}
        {isWide &&
          others.map((other, i) => (
            <span key={i} className={MORE} style={moreWidth(i)}>
              <Count score={entry.scores[columns[i + 1]?.name ?? ""] ?? 0} style={other} />
            </span>
          ))}
        <span className={`${GAP} text-sm`}>{style && gapOf(entry, above, style)}</span>
      </span>
    </div>
  )
})

/** Scores of more digits than a phone has room for are set smaller. */
const isLong = (score: Entry["score"]) => String(score).length > 12

/** The further columns in one line, where there is no room for them side by side. */
function lineOf(entry: Entry, columns: Column[], styles: ScoreStyle[]): string {
  const told = columns.slice(1).map(({ name }, i) => {
    const score = formatScore(entry.scores[name] ?? 0, styles[i + 1] ?? { decimals: 0 })
    return `${columnLabel(name)} ${score}`.replaceAll(" ", "\u00a0")
  })
  return told.join(" · ")
}

/** A row whose entry is still on its way. */
export function RowBone({ rowHeight }: { rowHeight: number }) {
  return (
    <div
      role="row"
      aria-busy="true"
      className={`${GRID} border-b border-line`}
      style={{ height: rowHeight }}
    >
      <Bone className="ml-auto h-4 w-8" />
      <span className="hidden sm:block" />
      <span className="flex items-center gap-3">
        <Bone className="size-7 rounded-full" />
        <Bone className="h-4 w-32" />
      </span>
      <Bone className="h-4 w-16" />
    </div>
  )
}

/** What is missing to the entry above: in front of it is better, whatever the direction. */
export function gapOf(entry: Entry, above: Entry["score"] | undefined, style: ScoreStyle): string {
  if (above === undefined) return ""
  const gap = scaled(entry.score, style.decimals) - scaled(above, style.decimals)
  return gap === 0n ? "=" : formatGap(gap, style)
}
