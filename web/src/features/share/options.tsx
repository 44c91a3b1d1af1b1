import { windowNames } from "@/shared/api"
import { windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { MOST_ROWS, SCALES, type Look } from "@/shared/stage"
import { CloseIcon, Name, PlayerPicker, Segmented } from "@/shared/ui"

import { Range, Setting } from "./settings"

import type { Leaderboard } from "@/shared/api"
import type { Kind } from "./snippet"

/** What a picker of colours shows while the theme's own is used. */
const OWN_ACCENT = { dark: "#5cb6ff", light: "#0b62ba" }
const GREEN = "#00ff00"

type Props = {
  board: Leaderboard | undefined
  kind: Kind
  look: Look
  onChange: (look: Look) => void
}

/** How it looks, choice by choice. */
export function Options({ board, kind, look, onChange }: Props) {
  const t = useTranslate()
  const set = (change: Partial<Look>) => onChange({ ...look, ...change })
  const windows = windowNames(board)
  const other = kind === "embed" ? "transparent" : GREEN
  return (
    <form className="grid content-start gap-4 text-sm" onSubmit={(event) => event.preventDefault()}>
      <Setting label={t("share.theme")}>
        <Segmented
          label={t("share.theme")}
          value={look.theme}
          options={[
            { value: "dark", label: t("share.theme.dark") },
            { value: "light", label: t("share.theme.light") },
          ]}
          onChange={(theme) => set({ theme })}
        />
      </Setting>
      <Setting label={t("share.background")}>
        <Segmented
          label={t("share.background")}
          value={look.background === null ? "own" : "other"}
          options={[
            {
              value: "own",
              label: t(kind === "embed" ? "share.background.card" : "share.background.none"),
            },
            {
              value: "other",
              label: t(kind === "embed" ? "share.background.none" : "share.background.green"),
            },
          ]}
          onChange={(value) => set({ background: value === "own" ? null : other })}
        />
      </Setting>
      <Setting label={t("share.accent")}>
        <span className="flex items-center gap-2">
          {look.accent !== null && (
            <button
              type="button"
              className="icon-button size-9!"
              aria-label={t("share.accent.own")}
              title={t("share.accent.own")}
              onClick={() => set({ accent: null })}
            >
              <CloseIcon size={16} />
            </button>
          )}
          <input
            type="color"
            aria-label={t("share.accent")}
            value={look.accent ?? OWN_ACCENT[look.theme]}
            onChange={({ target }) => set({ accent: target.value })}
            className="h-9 w-14 cursor-pointer rounded-md border border-line bg-panel p-1"
          />
        </span>
      </Setting>
      <Range
        label={t("share.rows")}
        value={look.rows}
        min={1}
        max={MOST_ROWS}
        step={1}
        shown={String(look.rows)}
        onChange={(rows) => set({ rows })}
      />
      {kind === "overlay" && (
        <Range
          label={t("share.scale")}
          value={look.scale}
          min={SCALES.least}
          max={SCALES.most}
          step={0.25}
          shown={`${String(look.scale * 100)}\u202f%`}
          onChange={(scale) => set({ scale })}
        />
      )}
      <Setting label={t("share.title")}>
        <input
          type="checkbox"
          role="switch"
          aria-label={t("share.title")}
          checked={look.title}
          onChange={({ target }) => set({ title: target.checked })}
          className="size-5 cursor-pointer accent-(--accent)"
        />
      </Setting>
      {windows.length > 1 && (
        <Setting label={t("share.window")}>
          <select
            aria-label={t("share.window")}
            value={look.window ?? windows[0]}
            onChange={({ target }) =>
              set({ window: target.value === windows[0] ? null : target.value })
            }
            className="h-9 cursor-pointer rounded-md border border-line bg-panel px-2"
          >
            {windows.map((one) => (
              <option key={one} value={one}>
                {windowLabel(one, t)}
              </option>
            ))}
          </select>
        </Setting>
      )}
      {look.player === null ? (
        <PlayerPicker
          label={t("share.player.find")}
          isFloating={false}
          onPick={({ player }) => set({ player })}
        />
      ) : (
        <Setting label={t("share.player")}>
          <span className="flex min-w-0 items-center">
            <Name player={look.player} className="font-medium" />
            <button
              type="button"
              className="icon-button shrink-0"
              aria-label={t("share.player.none")}
              onClick={() => set({ player: null })}
            >
              <CloseIcon size={16} />
            </button>
          </span>
        </Setting>
      )}
    </form>
  )
}
