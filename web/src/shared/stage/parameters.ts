import type { Theme } from "@/shared/preferences"

/** How an overlay or an embed looks, as its address says it. */
export type Look = {
  theme: Theme
  /** `#rgb` or `#rrggbb`; null for the theme's own. */
  accent: string | null
  /** `transparent` or a hex colour, also with alpha; null for the page's own. */
  background: string | null
  rows: number
  title: boolean
  /** The name of a window; null for the leaderboard's first. */
  window: string | null
  /** A player who is shown also when outside the rows. */
  player: string | null
  scale: number
}

export const DEFAULT_LOOK: Look = {
  theme: "dark",
  accent: null,
  background: null,
  rows: 10,
  title: true,
  window: null,
  player: null,
  scale: 1,
}

export const MOST_ROWS = 20
export const SCALES = { least: 0.5, most: 3 } as const

const HEX = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i
const HEX_WITH_ALPHA = /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i
// What the server takes as a player's id, and as a window's name.
// eslint-disable-next-line no-control-regex
const PLAYER = /^[^/\u0000-\u001f\u007f-\u009f]{1,64}$/u
const WINDOW = /^[a-z0-9._-]{1,64}$/

/**
 * The look that a query string asks for. Total: what is not exactly as it should be is as if it
 * were not there, and nothing that comes out is anything but a known word, a number in its
 * bounds or a hex colour. Names go to the API only, never into a style.
 */
export function parseLook(search: string): Look {
  const query = new URLSearchParams(search)
  const asked = <T>(name: string, read: (text: string) => T | null): T | null => {
    const text = query.get(name)
    return text === null ? null : read(text)
  }
  const or = DEFAULT_LOOK
  return {
    theme:
      asked("theme", (text) => (text === "light" || text === "dark" ? text : null)) ?? or.theme,
    accent: asked("accent", (text) => hex(text, HEX)),
    background: asked("background", (text) =>
      text === "transparent" ? text : hex(text, HEX_WITH_ALPHA),
    ),
    rows: asked("rows", wholeRows) ?? or.rows,
    title:
      asked("title", (text) => (text === "0" ? false : text === "1" ? true : null)) ?? or.title,
    window: asked("window", (text) => (WINDOW.test(text) ? text : null)),
    player: asked("player", (text) => (PLAYER.test(text) ? text : null)),
    scale: asked("scale", scaleOf) ?? or.scale,
  }
}

/** The query that asks for a look; what is the default anyway is left out. */
export function lookQuery(look: Look): Record<string, string | number | null> {
  const told = Object.entries(look).map(([name, value]) => {
    const isDefault = value === DEFAULT_LOOK[name as keyof Look]
    return [name, isDefault ? null : typeof value === "boolean" ? Number(value) : value] as const
  })
  return Object.fromEntries(told)
}

/** With or without its `#`, which a hasty address loses. */
function hex(text: string, form: RegExp): string | null {
  const digits = form.exec(text)?.[1]
  return digits === undefined ? null : `#${digits.toLowerCase()}`
}

function wholeRows(text: string): number | null {
  const rows = /^\d{1,2}$/.test(text) ? Number(text) : 0
  return rows >= 1 && rows <= MOST_ROWS ? rows : null
}

function scaleOf(text: string): number | null {
  const scale = /^\d(\.\d{1,3})?$/.test(text) ? Number(text) : 0
  return scale >= SCALES.least && scale <= SCALES.most ? scale : null
}
