import { useLayoutEffect, useMemo } from "react"
import { useSearch } from "wouter"

import { parseLook, type Look } from "./parameters"

/**
 * The look that the address asks for, laid over the page: theme, accent and background.
 *
 * Values are set one by one as properties, so that none of them can be more than a value.
 */
export function useLook(): Look {
  const search = useSearch()
  const look = useMemo(() => parseLook(search), [search])
  const { theme, accent, background } = look
  useLayoutEffect(() => {
    const root = document.documentElement
    root.dataset.stage = "bare"
    root.dataset.theme = theme
    // A page in a frame is transparent only where its scheme is the frame's, and OBS paints
    // the canvas of a dark scheme: this page has no scroll bars or fields that it could tell.
    root.style.colorScheme = "light"
    set(root, "--accent", accent)
    set(root, "background", background)
  }, [theme, accent, background])
  return look
}

function set(root: HTMLElement, name: string, value: string | null): void {
  if (value === null) root.style.removeProperty(name)
  else root.style.setProperty(name, value)
}
