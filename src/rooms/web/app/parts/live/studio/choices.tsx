/** Which picture and which sound: chosen before going live, and while one is. */

import type { Source } from '../../../client/studio/capture.ts';
import * as m from '../../../paraglide/messages.js';
import type { Sources } from '../../../client/studio/sources.ts';
import css from './studio.module.css';

interface ChoicesProps {
  readonly sources: Sources;
  /** What is to be opened. */
  readonly wanted: Source;
  readonly onWant: (source: Source) => void;
  readonly mirrored: boolean;
  readonly onMirror: (mirrored: boolean) => void;
}

export function Choices({ sources, wanted, onWant, mirrored, onMirror }: ChoicesProps) {
  const { cameras, microphones, microphone } = sources;
  const named = cameras.filter(({ name }) => name !== '');
  return (
    <div className={css['choices']}>
      <label>{m.studio_source()}
        <select className="input" value={wanted} onChange={({ target }) => onWant(target.value)}>
          {(named.length < 2 || wanted === 'camera') && <option value="camera">{m.studio_camera()}</option>}
          {named.length > 1 && named.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          <option value="screen">{m.studio_screen()}</option>
          <option value="sound">{m.studio_sound()}</option>
        </select>
      </label>
      {microphones.length > 1 && (
        <label>{m.studio_microphone()}
          <select className="input" value={microphone ?? microphones[0]?.id} onChange={({ target }) => void sources.chooseMicrophone(target.value)}>
            {microphones.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        </label>
      )}
      {wanted !== 'screen' && wanted !== 'sound' && (
        <label className={css['check']}><input type="checkbox" checked={mirrored} onChange={({ target }) => onMirror(target.checked)} /><span>{m.studio_mirror()}</span></label>
      )}
    </div>
  );
}
