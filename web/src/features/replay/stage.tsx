import { useCallback, useEffect, useMemo, useRef, useState } from "react"

import { momentFormat } from "./date"
import { Painter } from "./painter"
import { RaceBar } from "./race-bar"

import type { Leaderboard } from "@/shared/api"
import type { Deck } from "./use-race"

type Props = { board: Leaderboard; deck: Deck; rowHeight: number; you: string | null }

/** The bars. React makes the rows; where they are is written frame by frame, by transform. */
export function Stage({ board, deck, rowHeight, you }: Props) {
  const { race, onFrame } = deck
  const stage = useRef<HTMLDivElement>(null)
  const date = useRef<HTMLDivElement>(null)
  const [players, setPlayers] = useState<number[]>([])
  const painter = useMemo(() => new Painter(board, race, rowHeight), [board, race, rowHeight])
  const register = useCallback(
    (player: number, row: HTMLElement | null) => painter.register(player, row),
    [painter],
  )

  useEffect(() => {
    const element = stage.current
    if (!element) return
    const { first, last } = race.timeline.extent
    const moment = momentFormat(last - first, true)
    const draw = () => {
      const goesOn = painter.paint()
      const text = moment(race.timeline.timeAt(race.place))
      if (date.current && date.current.textContent !== text) date.current.textContent = text
      setPlayers((before) => same(before, [...race.bars.shown.keys()]))
      return goesOn
    }
    const observer = new ResizeObserver(() => {
      painter.measure(element)
      draw()
    })
    observer.observe(element)
    const away = onFrame(draw)
    return () => {
      observer.disconnect()
      away()
    }
  }, [painter, race, onFrame])
  // Rows that were made just now stand where they belong before they are seen.
  useEffect(() => void painter.paint(), [players, painter])

  return (
    <div
      ref={stage}
      aria-hidden="true"
      className="group relative isolate overflow-hidden [--head:54%] [--tail:30%] light:[--head:34%] light:[--tail:18%]"
      style={{ height: race.rows * rowHeight }}
    >
      <div
        ref={date}
        className="display absolute right-0 bottom-1 -z-10 text-right text-[clamp(3.25rem,13vw,10rem)] whitespace-nowrap text-text opacity-[0.1]"
      />
      {players.map((player) => {
        const { id, name } = race.recording.tape.players[player] ?? { id: "", name: null }
        return (
          <RaceBar
            key={player}
            player={player}
            id={id}
            name={name}
            isYou={id === you}
            height={rowHeight}
            register={register}
          />
        )
      })}
    </div>
  )
}

function same(before: number[], now: number[]): number[] {
  const isSame = before.length === now.length && before.every((player, i) => player === now[i])
  return isSame ? before : now
}
