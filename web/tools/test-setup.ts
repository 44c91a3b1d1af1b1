import { afterEach } from "vitest"

// jsdom has no media queries; tests see a visitor who wants motion and a dark theme.
globalThis.matchMedia ??= (media: string) =>
  ({
    media,
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }) as unknown as MediaQueryList

afterEach(() => {
  localStorage.clear()
})
