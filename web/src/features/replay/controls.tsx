import { useTranslate } from "@/shared/i18n"
import { Segmented } from "@/shared/ui"

import { DeckIcon } from "./icons"
import { leadChange } from "./leads"
import { SPEEDS, type Speed } from "./race"

import type { Deck } from "./use-race"

/** Play, wind from one change of lead to the next, and how fast. */
export function Controls({ deck }: { deck: Deck }) {
  const t = useTranslate()
  const { race, told, toggle, jump, setSpeed } = deck
  const { isPlaying, isOver, speed } = told
  const sign = isPlaying ? "pause" : isOver ? "again" : "play"
  const change = (direction: -1 | 1) =>
    leadChange(race.recording, race.timeline, race.place, direction)
  const before = () => jump(change(-1) ?? 0)
  const after = () => jump(change(1) ?? race.limit)
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <div className="flex items-center gap-1">
        <button
          type="button"
          className="icon-button"
          aria-label={t("replay.lead.before")}
          title={t("replay.lead.before")}
          onClick={before}
        >
          <DeckIcon sign="before" size={20} />
        </button>
        <button
          type="button"
          className="inline-grid size-12 place-items-center rounded-full bg-accent text-on-accent transition-transform active:scale-95 motion-reduce:transform-none"
          aria-label={t(`replay.${sign}`)}
          aria-keyshortcuts="Space"
          title={t("replay.keys")}
          onClick={toggle}
        >
          <DeckIcon sign={sign} size={24} />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t("replay.lead.after")}
          title={t("replay.lead.after")}
          onClick={after}
        >
          <DeckIcon sign="after" size={20} />
        </button>
      </div>
      <span className="hidden sm:block">
        <Segmented
          label={t("replay.speed")}
          value={String(speed)}
          options={SPEEDS.map((one) => ({ value: String(one), label: shown(one) }))}
          onChange={(value) => setSpeed(Number(value) as Speed)}
        />
      </span>
      <select
        aria-label={t("replay.speed")}
        className="ml-auto h-10 rounded-md bg-panel px-3 text-sm font-medium text-soft sm:hidden"
        value={speed}
        onChange={({ target }) => setSpeed(Number(target.value) as Speed)}
      >
        {SPEEDS.map((one) => (
          <option key={one} value={one} className="bg-panel text-text">
            {shown(one)}
          </option>
        ))}
      </select>
      <span className="label ml-auto hidden md:inline">{t("replay.keys")}</span>
    </div>
  )
}

const shown = (speed: Speed) => (speed === 0.5 ? "½×" : `${speed}×`)
