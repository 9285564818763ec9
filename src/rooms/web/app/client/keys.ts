/**
 * Single keys, for those who steer without a pointer. Never while somebody types, never with a modifier, and not at all where they
 * were switched off (some voices and hands press keys unmeant).
 */

import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

const PLACE = 'perchoir.keys';
const TYPING = 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"]), textarea, select, [contenteditable="true"], [role="textbox"], [role="combobox"], [role="listbox"]';
const FLOATING = '[role="dialog"], [role="alertdialog"], [role="menu"]';

/** @returns whether the key was meant for this listener; then no other is asked */
export type KeyListener = (key: string, event: KeyboardEvent) => boolean;

const listeners: KeyListener[] = [];
const watchers = new Set<() => void>();

function areOn(): boolean {
  try {
    return localStorage.getItem(PLACE) !== 'off';
  } catch {
    return true;
  }
}

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !areOn()) return;
  const { target } = event;
  if (target instanceof Element && (target.closest(TYPING) !== null || target.closest(FLOATING) !== null)) return;
  // What came last is nearest to what somebody looks at.
  for (const listener of [...listeners].reverse()) {
    if (!listener(event.key, event)) continue;
    event.preventDefault();
    return;
  }
}

function listen(listener: KeyListener): () => void {
  if (listeners.length === 0) addEventListener('keydown', hear);
  listeners.push(listener);
  return () => {
    listeners.splice(listeners.indexOf(listener), 1);
    if (listeners.length === 0) removeEventListener('keydown', hear);
  };
}

/** Hears keys as long as the component is there. */
export function useKeys(listener: KeyListener): void {
  const heard = useEffectEvent(listener);
  useEffect(() => listen((key, event) => heard(key, event)), []);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  addEventListener('storage', watcher);
  return () => {
    watchers.delete(watcher);
    removeEventListener('storage', watcher);
  };
}

/** Whether single keys are on at this device, and the switch. */
export function useSingleKeys(): readonly [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(watch, areOn, () => true);
  const turn = (next: boolean): void => {
    try {
      if (next) localStorage.removeItem(PLACE);
      else localStorage.setItem(PLACE, 'off');
    } catch {
      // A browser that keeps nothing: they stay as they are.
    }
    for (const watcher of watchers) watcher();
  };
  return [on, turn];
}
