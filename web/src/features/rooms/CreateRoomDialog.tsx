// A new room: a name, who may come in, the rhythm. Opened once, however often the button is pressed.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import type { Visibility } from "#core/protocol/rooms.ts";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { Choices, Field } from "#web/ui/Field.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { emptyPlanForm, type PlanErrors, readPlan } from "./plan-form.ts";
import { PlanFields } from "./PlanFields.tsx";
import { createRoom } from "./rooms-api.ts";

export const CreateRoomDialog = ({ onClose }: { onClose: () => void }) => {
  const { t } = useLocale();
  const words = t.rooms.create;
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [title, setTitle] = useState("");
  const [visibility, setVisibility] = useState<Visibility>("unlisted");
  const [form, setForm] = useState(emptyPlanForm);
  const [missing, setMissing] = useState(false);
  const [errors, setErrors] = useState<PlanErrors>({});
  const [key] = useState(() => crypto.randomUUID());
  const create = useMutation({
    mutationFn: createRoom,
    onSuccess: async (room) => {
      await renew(cache, ["rooms"]);
      await navigate(`/rooms/${room.id}`);
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = title.trim();
    const read = readPlan(form);
    setMissing(name === "");
    setErrors(read.ok ? {} : read.errors);
    if (name !== "" && read.ok) create.mutate({ body: { title: name, visibility, plan: read.plan }, once: key });
  };

  return (
    <Dialog title={words.title} open onClose={onClose}>
      <form className="grid gap-5" noValidate onSubmit={submit}>
        {create.isError && <Banner tone="bad">{failureText(create.error, t)}</Banner>}
        <Field
          label={words.name}
          placeholder={words.namePlaceholder}
          maxLength={80}
          required
          value={title}
          error={missing ? words.nameMissing : undefined}
          onChange={(event) => {
            setTitle(event.target.value);
            setMissing(false);
          }}
        />
        <Choices
          legend={words.who}
          value={visibility}
          onChange={setVisibility}
          options={[
            { value: "public", label: words.public, text: words.publicText },
            { value: "unlisted", label: words.unlisted, text: words.unlistedText },
            { value: "private", label: words.private, text: words.privateText },
          ]}
        />
        <PlanFields form={form} errors={errors} onChange={setForm} />
        <div className="actions">
          <Button look="quiet" onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" look="ink" busy={create.isPending}>
            {words.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
