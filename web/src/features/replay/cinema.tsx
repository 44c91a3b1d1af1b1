import { useEffect, useRef } from "react"

import { group } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { usePreferences } from "@/shared/preferences"
import { Bone } from "@/shared/ui"

import { Controls } from "./controls"
import { momentFormat } from "./date"
import { leaderAt } from "./leads"
import { Scrubber } from "./scrubber"
import { Stage } from "./stage"
import { StandingsTable } from "./standings-table"
import { useDeckKeys } from "./use-deck-keys"
import { useRace, type Deck } from "./use-race"
import { useSize } from "./use-size"

import type { Leaderboard } from "@/shared/api"
import type { Loaded } from "./use-recording"

const FEWEST_ROWS = 4
/** How long after the last change the address is written, in milliseconds. */
const ADDRESS_MS = 600

type Props = {
  board: Leaderboard
  loaded: Loaded
  /** Entries of the season at its end; null where it is not known. */
  players: number | null
  /** The sequence that the address says. */
  start: number | null
  onPlace: (sequence: number | null) => void
}

/** The picture, and what one holds in hand to run it. */
export function Cinema({ board, loaded, players, start, onPlace }: Props) {
  const { rows, rowHeight } = useSize()
  const shown = Math.max(FEWEST_ROWS, Math.min(rows, players ?? rows))
  const deck = useRace(loaded, shown, { sequence: start })
  if (!deck) return <CinemaBones />
  return <Running {...{ board, loaded, deck, rowHeight, onPlace }} />
}

type RunningProps = Pick<Props, "board" | "loaded" | "onPlace"> & { deck: Deck; rowHeight: number }

function Running({ board, loaded, deck, rowHeight, onPlace }: RunningProps) {
  const you = usePreferences((preferences) => preferences.you)
  const { race, told } = deck
  const { extent } = race.timeline
  const date = momentFormat(extent.last - extent.first, false)
  const short = momentFormat(extent.last - extent.first, true)
  const now = date(race.timeline.timeAt(told.place))
  useDeckKeys(deck)
  useAddress(deck, onPlace)
  return (
    <section className="mt-5" aria-labelledby="replay-now">
      <Caption deck={deck} date={short} now={now} />
      <div className="mt-4">
        <Stage board={board} deck={deck} rowHeight={rowHeight} you={you} />
        <StandingsTable board={board} deck={deck} date={now} />
      </div>
      <div className="sticky bottom-0 z-10 -mx-4 mt-4 bg-ink px-4 pt-1 pb-4">
        <Scrubber deck={deck} count={loaded.count} label={now} you={you} />
        <div className="label mb-3 flex justify-between gap-4">
          <span>{short(extent.first)}</span>
          <Progress loaded={loaded} deck={deck} />
          <span>{short(extent.last)}</span>
        </div>
        <Controls deck={deck} />
      </div>
    </section>
  )
}

type CaptionProps = { deck: Deck; date: (at: number) => string; now: string }

/** Who leads, since when, and how far it is. */
function Caption({ deck, date, now }: CaptionProps) {
  const t = useTranslate()
  const { recording, timeline } = deck.race
  const leader = recording.tape.players[leaderAt(recording, deck.told.at)]
  const lead = recording.leads.findLast(({ index }) => index <= deck.told.at)
  const name = leader ? `\u2068${leader.name || leader.id}\u2069` : ""
  const since = lead ? date(timeline.timeAt(timeline.place(lead.index - 1))) : ""
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
      <p id="replay-now" className="display min-w-0 truncate text-xl md:text-2xl">
        {now}
      </p>
      <p
        className="min-w-0 truncate text-sm text-soft"
        role={deck.told.isPlaying ? undefined : "status"}
      >
        {leader ? t("replay.leader.since", { name, date: since }) : t("replay.nobody")}
      </p>
    </div>
  )
}

function Progress({ loaded, deck }: { loaded: Loaded; deck: Deck }) {
  const t = useTranslate()
  const { total, count, isWhole, error } = loaded
  const share = `${Math.floor((count / Math.max(1, total ?? 0)) * 100)}\u202f%`
  // It goes on by itself, after what has come already.
  if (error) return <span role="status">{t("state.unreachable")}</span>
  return (
    <span className="text-center">
      {deck.told.isWaiting
        ? t("replay.waiting")
        : t("replay.events", { at: group(Math.min(deck.told.at, total ?? 0)), total: total ?? 0 })}
      {!isWhole && <> · {t("replay.loading", { share })}</>}
    </span>
  )
}

/** Keeps where it is in the address, once it stands still: a link leads to this very moment. */
function useAddress({ race, told }: Deck, onPlace: (sequence: number | null) => void): void {
  const { isPlaying, isOver, at } = told
  const write = useRef(onPlace)
  useEffect(() => void (write.current = onPlace))
  useEffect(() => {
    if (isPlaying || !race.isTouched) return
    const timer = setTimeout(() => {
      const sequence = race.sequence
      write.current(isOver || sequence === 0 ? null : sequence)
    }, ADDRESS_MS)
    return () => clearTimeout(timer)
  }, [race, isPlaying, isOver, at])
}

/** The picture before there is anything to see, in its final layout. */
export function CinemaBones({ heading = false }: { heading?: boolean }) {
  const { rows, rowHeight } = useSize()
  return (
    <div aria-busy="true">
      {heading && <Bone className="mt-6 mb-4 h-9 w-96 max-w-full" />}
      <Bone className="mt-5 h-7 w-48" />
      <div className="mt-4" style={{ height: rows * rowHeight }}>
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="flex items-center gap-3" style={{ height: rowHeight }}>
            <Bone className="ml-4 size-6" />
            <Bone className="size-7 rounded-full" />
            <span className="grow">
              <span className="block" style={{ width: `${92 - row * 6}%` }}>
                <Bone className="h-8 w-full" />
              </span>
            </span>
          </div>
        ))}
      </div>
      <Bone className="mt-8 h-3 w-full" />
    </div>
  )
}
