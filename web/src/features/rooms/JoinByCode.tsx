import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Field } from "#web/ui/Field.tsx";
import { parseCode } from "./room-code.ts";

export const JoinByCode = () => {
  const { t } = useLocale();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const code = parseCode(typed);
    setWrong(code === null);
    if (code !== null) void navigate(`/j/${code}`);
  };
  return (
    <section>
      <div className="section-head">
        <h2 className="section-title">{t.rooms.haveCode}</h2>
      </div>
      <form className="grid gap-3" onSubmit={submit}>
        <Field
          label={t.rooms.code}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          hint={t.rooms.codeHint}
          error={wrong ? t.rooms.codeWrong : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            setWrong(false);
          }}
        />
        <Button type="submit" className="justify-self-start">
          {t.rooms.joinByCode}
        </Button>
      </form>
    </section>
  );
};
