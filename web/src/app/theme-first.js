// Runs before the first paint, so that the page never flashes in the other theme.
;(function () {
  var asked = new URLSearchParams(location.search).get("theme")
  var kept = null
  try {
    kept = localStorage.getItem("laurels.theme")
  } catch {
    // Storage can be switched off: then the system's theme serves.
  }
  var chosen = asked === "dark" || asked === "light" ? asked : kept
  var theme = chosen || (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark")
  document.documentElement.dataset.theme = theme
})()
