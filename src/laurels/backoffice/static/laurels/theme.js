// Dark unless someone has chosen otherwise; the theme's switch keeps its choice under this key.
if (localStorage.getItem("adminTheme") === null) {
  localStorage.setItem("adminTheme", JSON.stringify("dark"));
}
