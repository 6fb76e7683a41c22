// Microphone, speaker, the key that opens the one, and what voice is and is not.
import { Popover } from "@base-ui/react/popover";
import { type RefObject, useEffect, useState } from "react";
import { useStore } from "#web/lib/external-store.ts";
import { useVoiceWords } from "#web/messages/voice.ts";
import { SelectField, Switch } from "#web/ui/Field.tsx";
import { type Device, type Devices, listDevices } from "./microphone.ts";
import { chooseVoice, voiceSettings } from "./voice-settings.ts";

type ChoiceProps = {
  readonly label: string;
  readonly devices: readonly Device[];
  readonly chosen: string;
  readonly choose: (id: string) => void;
};

const DeviceChoice = ({ label, devices, chosen, choose }: ChoiceProps) => {
  const words = useVoiceWords();
  const known = devices.some(({ id }) => id === chosen) ? chosen : "";
  return (
    <SelectField label={label} value={known} onChange={(event) => choose(event.target.value)}>
      <option value="">{words.system}</option>
      {devices.map(({ id, label: name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
};

const useDevices = (): Devices => {
  const [devices, setDevices] = useState<Devices>({ microphones: [], speakers: [] });
  useEffect(() => {
    const list = () => void listDevices().then(setDevices, () => undefined);
    list();
    navigator.mediaDevices.addEventListener("devicechange", list);
    return () => navigator.mediaDevices.removeEventListener("devicechange", list);
  }, []);
  return devices;
};

type VoiceChoicesProps = {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly relayed: boolean;
  readonly onClose: () => void;
};

export const VoiceChoices = ({ anchor, relayed, onClose }: VoiceChoicesProps) => {
  const words = useVoiceWords();
  const { microphones, speakers } = useDevices();
  const { microphone, speaker, holdToTalk } = useStore(voiceSettings);
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Portal>
        <Popover.Positioner className="overlay-positioner" anchor={anchor} side="bottom" align="end" sideOffset={8}>
          <Popover.Popup className="popover voice-choices">
            <Popover.Title className="text-sm font-medium">{words.settings}</Popover.Title>
            <DeviceChoice
              label={words.microphone}
              devices={microphones}
              chosen={microphone}
              choose={(id) => chooseVoice({ microphone: id })}
            />
            {speakers.length > 0 && (
              <DeviceChoice
                label={words.speaker}
                devices={speakers}
                chosen={speaker}
                choose={(id) => chooseVoice({ speaker: id })}
              />
            )}
            <Switch
              label={words.holdToTalk}
              hint={words.holdToTalkHint}
              on={holdToTalk}
              onChange={(on) => chooseVoice({ holdToTalk: on })}
            />
            <Popover.Description className="text-xs text-ink-2">
              {relayed ? words.aboutRelay : words.about}
            </Popover.Description>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
};
