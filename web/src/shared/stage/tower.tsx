import { useMemo } from "react"

import { formatScore, group, styleOf, type ScoreStyle } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { GoldFlash } from "@/shared/ui"

import { gapToLeader } from "./gap"
import { ROW, TowerRow } from "./tower-row"
import { useShownRows } from "./use-shown-rows"

import "./tower.css"

import type { Entry, Leaderboard } from "@/shared/api"
import type { Followed, LiveBoard, LiveEntry } from "@/shared/live"

/** Score and gap that take more digits than this leave no room for names on a phone. */
const LONG = 24

type Props = { board: Leaderboard; live: LiveBoard; rows: number; followed: string | null }

/**
 * A timing tower: who leads, by how much, who gained. Rows glide between lines; who falls out
 * goes below the edge, and who comes in comes from there. A followed player who stands outside
 * has a line of their own below.
 */
export function Tower({ board, live, rows, followed }: Props) {
  const t = useTranslate()
  const style = styleOf(board, board.columns[0])
  const entries = useMemo(() => live.entries.slice(0, rows), [live.entries, rows])
  const shown = useShownRows(entries)
  const outside = outsideOf(live.players[followed ?? ""], entries)
  const leader = entries[0]
  const row = (entry: LiveEntry) => ({
    entry,
    style,
    gap: gapToLeader(entry, leader, style),
    move: live.moves[entry.player],
    isFollowed: entry.player === followed,
  })
  return (
    <div className="tower" {...widths(outside ? [...entries, outside] : entries, style)}>
      <ol
        aria-label={board.title}
        className="tower-lines"
        style={{ height: entries.length * ROW, "--lines": entries.length } as object}
      >
        {shown.map(({ entry, line, state }) => (
          <TowerRow key={entry.player} line={line} state={state} {...row(entry)} />
        ))}
      </ol>
      {leader && <GoldFlash leader={leader.player} className="tower-flash" />}
      {outside && (
        <ol
          aria-label={t("share.player")}
          className="tower-lines tower-outside"
          style={{ height: ROW }}
        >
          <TowerRow key={outside.player} line={0} state="stays" {...row(outside)} />
        </ol>
      )}
    </div>
  )
}

/** The followed player's entry, where the tower does not show it. */
function outsideOf(followed: Followed | undefined, entries: LiveEntry[]): LiveEntry | null {
  if (followed?.rank == null) return null
  return entries.some(({ player }) => player === followed.player) ? null : followed
}

/** Columns as wide as their longest text, so that no number is cut. */
function widths(entries: Entry[], style: ScoreStyle) {
  const longest = (texts: string[]) => Math.max(1, ...texts.map(widthOf)).toFixed(2)
  const rank = longest(entries.map((entry) => group(entry.rank)))
  const score = longest(entries.map((entry) => formatScore(entry.score, style)))
  const gap = longest(entries.map((entry) => gapToLeader(entry, entries[0], style)))
  return {
    "data-long": Number(score) + Number(gap) > LONG || undefined,
    style: {
      "--rank": `${rank}ch`,
      "--score": `${score}ch`,
      "--gap": `${gap}ch`,
      "--score-signs": score,
    } as object,
  }
}

/** In `ch`: a digit is one, bold a little more; what stands between digits is narrow. */
function widthOf(text: string): number {
  const narrow = text.match(/[\u202f\u00a0 .,:']/gu)?.length ?? 0
  return (text.length - narrow) * 1.08 + narrow * 0.5
}
