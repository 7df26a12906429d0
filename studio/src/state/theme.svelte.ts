/** Light, dark, or what the system says; remembered in this browser. */
const KEY = "prosodia-theme";
const CHOICES = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof CHOICES)[number];

let choice = $state(CHOICES.find((one) => one === localStorage.getItem(KEY)) ?? "system");
apply();

function apply(): void {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

export const theme = {
  get choice(): ThemeChoice {
    return choice;
  },
  next(): void {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
    localStorage.setItem(KEY, choice);
    apply();
  },
};
