import { useBrowserLocation, useSearch as useBrowserSearch } from "wouter/use-browser-location"

/**
 * The address as the router takes it. It decodes what it is given, but for reserved signs, and
 * parts are decoded once more: a `%` that was meant as such has to pass the first time.
 */
const guarded = (text: string) => text.replaceAll("%25", "%2525")

function usePath(): [string, ReturnType<typeof useBrowserLocation>[1]] {
  const [path, navigate] = useBrowserLocation()
  return [guarded(path), navigate]
}

const useSearchText = () => guarded(useBrowserSearch())

/** For the router, in place of its own hooks: `/players/50%25` is the player `50%`. */
export const exactLocation = { hook: usePath, searchHook: useSearchText }

/** The page that is open, as `useLocation` says it. */
export function currentPage(): string {
  try {
    return decodeURI(guarded(location.pathname))
  } catch {
    return guarded(location.pathname)
  }
}
