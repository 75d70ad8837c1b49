#!/usr/bin/python3
"""Keeps the cases that gave something, with the variables that they name: keep-cases.py CASES.json RESULTS.json"""
import json
import re
import sys

cases = json.load(open(sys.argv[1]))
results = json.load(open(sys.argv[2]))
lines = []
for case, (status, value) in zip(cases, results):
    if status != 'ok' or '$set' in json.dumps(value) or 'object at 0x' in json.dumps(value) or 'password_hash' in case['t']:
        continue
    words = set(re.findall(r'\w+', case['t']))
    case['v'] = {key: item for key, item in case['v'].items() if key in words}
    lines.append(json.dumps({**case, 'r': value}))
print('[\n' + ',\n'.join(lines) + '\n]')
