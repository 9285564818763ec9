"""Mastodon.py for a program in another language: each line on standard input is a call, each line on standard output its answer.

    {"id": 1, "who": "alice", "call": "status_post", "args": ["hi"], "named": {"visibility": "direct"}}
    {"id": 1, "answer": {...}}    or    {"id": 1, "error": "MastodonNotFoundError: ..."}

In the arguments {"$": 1} stands for the answer to call 1 as the library itself gave it (its lists know their next page),
{"date": "..."} for a time and {"bytes": "..."} for bytes written in base64.
"""
import base64
import datetime
import json
import sys
import time

from mastodon import Mastodon, StreamListener

people = {}
answers = {}
ears = {}


class Ear(StreamListener):
    """Keeps what a stream tells, under the name of the method it was told by."""

    def __init__(self):
        self.heard = []
        for name in dir(StreamListener):
            if name.startswith('on_'):
                setattr(self, name, lambda *told, name=name: self.heard.append([name, *told]))


def plain(value):
    """Dates as text."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return value


def given(value):
    if isinstance(value, dict) and set(value) == {'$'}:
        return answers[value['$']]
    if isinstance(value, dict) and set(value) == {'date'}:
        return datetime.datetime.fromisoformat(value['date'].replace('Z', '+00:00'))
    if isinstance(value, dict) and set(value) == {'bytes'}:
        return base64.b64decode(value['bytes'])
    if isinstance(value, dict):
        return {key: given(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [given(inner) for inner in value]
    return value


def act(who, call, args, named):
    if call == 'create_app':
        return Mastodon.create_app(*args, **named)
    if call == 'open':
        people[who] = Mastodon(**named)
        return None
    if call == 'listen':
        ear = Ear()
        handle = getattr(people[who], args[0])(*args[1:], listener=ear, run_async=True)
        while handle.connection is None:
            time.sleep(0.01)
        ears[who] = ear
        return None
    if call == 'heard':
        return ears[who].heard
    return getattr(people[who], call)(*args, **named)


for line in sys.stdin:
    asked = json.loads(line)
    try:
        answers[asked['id']] = act(asked['who'], asked['call'], given(asked['args']), given(asked['named']))
        said = {'id': asked['id'], 'answer': plain(answers[asked['id']])}
    except Exception as error:
        said = {'id': asked['id'], 'error': type(error).__name__ + ': ' + str(error)}
    print(json.dumps(said), flush=True)
