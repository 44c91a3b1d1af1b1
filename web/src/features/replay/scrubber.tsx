import { useEffect, useMemo, useRef } from "react"

import { useTranslate } from "@/shared/i18n"
import { toneOf } from "@/shared/ui"

import { reignsOf } from "./leads"

import type { Deck } from "./use-race"

const STEPS = 1000

type Props = { deck: Deck; count: number; label: string; you: string | null }

/** The way through the season, in the tones of those who led; a press goes anywhere. */
export function Scrubber({ deck, count, label, you }: Props) {
  const t = useTranslate()
  const { race, onFrame, jump } = deck
  const input = useRef<HTMLInputElement>(null)
  const thumb = useRef<HTMLSpanElement>(null)
  const rest = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const draw = () => {
      if (input.current) input.current.value = String(Math.round(race.place * STEPS))
      rest.current?.style.setProperty("transform", `scaleX(${1 - race.place})`)
      thumb.current?.style.setProperty("left", `${(race.place * 100).toFixed(3)}%`)
      return false
    }
    draw()
    return onFrame(draw)
  }, [race, onFrame])
  const bands = useMemo(
    () => reignsOf(race.recording, race.timeline, race.limit),
    // Reigns grow with the events that come.
    [race, count, race.limit], // eslint-disable-line hooks/exhaustive-deps
  )
  return (
    <div className="relative mb-1 h-10 has-focus-visible:rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <div
        aria-hidden="true"
        className="absolute inset-x-0 top-1/2 h-3 -translate-y-1/2 overflow-hidden rounded-sm bg-raised"
      >
        {bands.map(({ player, from, to }) => (
          <span
            key={from}
            className="absolute inset-y-0 border-l border-ink"
            style={{
              left: `${from * 100}%`,
              width: `${(to - from) * 100}%`,
              background: toneFor(race.recording.tape.players[player]?.id ?? "", you),
            }}
          />
        ))}
        <span ref={rest} className="absolute inset-0 origin-right bg-ink opacity-65" />
      </div>
      <span
        ref={thumb}
        aria-hidden="true"
        className="absolute top-1/2 h-7 w-1 -translate-x-1/2 -translate-y-1/2 rounded-full bg-text shadow-[0_0_0_3px_var(--ink)]"
      />
      <input
        ref={input}
        type="range"
        min={0}
        max={STEPS}
        defaultValue={0}
        aria-label={t("replay.position")}
        aria-valuetext={label}
        onChange={({ target }) => jump(Number(target.value) / STEPS)}
        className="absolute inset-0 w-full cursor-pointer opacity-0"
      />
    </div>
  )
}

function toneFor(id: string, you: string | null): string {
  return id === you ? "var(--accent)" : `var(--tone-${toneOf(id)})`
}
