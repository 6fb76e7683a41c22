import { useSession } from "#web/lib/session.ts";
import { playEdge, unlockSound } from "#web/lib/sound.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Choices, Switch } from "#web/ui/Field.tsx";
import { pendingPreferences } from "./pending-preferences.ts";
import { useSaving } from "./use-saving.ts";

export const AppearanceSettings = () => {
  const { t } = useLocale();
  const session = useSession();
  const saving = useSaving();
  if (session.kind !== "signed_in") return null;
  const shown = pendingPreferences(session.user.preferences, saving.variables, saving.isPending);
  const save = (preferences: NonNullable<Parameters<typeof saving.mutate>[0]["preferences"]>) =>
    saving.mutate({ preferences });
  const { themes, languages } = t.settings;
  return (
    <div className="grid grid-cols-1 max-w-[440px] gap-8">
      <Choices
        across
        legend={t.settings.theme}
        value={shown.theme}
        onChange={(theme) => save({ theme })}
        options={(["system", "light", "dark"] as const).map((value) => ({ value, label: themes[value] }))}
      />
      <Choices
        across
        legend={t.settings.language}
        value={shown.language}
        onChange={(language) => save({ language })}
        options={(["system", "en", "de"] as const).map((value) => ({ value, label: languages[value] }))}
      />
      <div>
        <Switch
          label={t.settings.sound}
          hint={t.settings.soundHint}
          on={shown.sound}
          onChange={(sound) => {
            if (sound) unlockSound();
            save({ sound });
          }}
        />
        <Button
          className="mt-2"
          onClick={() => {
            unlockSound();
            playEdge("break");
          }}
        >
          {t.settings.soundTry}
        </Button>
      </div>
      <Switch
        label={t.settings.motion}
        hint={t.settings.motionHint}
        on={shown.reducedMotion === "on"}
        onChange={(on) => save({ reducedMotion: on ? "on" : "system" })}
      />
    </div>
  );
};
