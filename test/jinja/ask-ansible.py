#!/usr/bin/python3
"""Evaluates cases in the environment of the Ansible that is installed: ask-ansible.py CASES.json RESULTS.json [TEMPLATES]"""
import json,sys,warnings,os
warnings.filterwarnings('ignore')
os.environ['ANSIBLE_DEPRECATION_WARNINGS']='0'
os.environ['ANSIBLE_LOCALHOST_WARNING']='0'
os.environ['ANSIBLE_JINJA2_NATIVE_WARNING']='0'
from ansible import constants as C
from ansible.template import Templar
from ansible.parsing.dataloader import DataLoader
from ansible.utils.display import Display
Display.warning=lambda *a,**k:None
Display.deprecated=lambda *a,**k:None
from jinja2.runtime import Undefined
import datetime
def norm(v):
    if isinstance(v,bool) or v is None: return v
    if isinstance(v,str): return str(v)
    if isinstance(v,float):
        if v!=v or v in(float('inf'),float('-inf')): return {'$f':repr(v)}
        return int(v) if v==int(v) and abs(v)<1e15 else v
    if isinstance(v,int): return v if abs(v)<2**53 else {'$i':str(v)}
    if isinstance(v,dict) or hasattr(v,'items'): return {str(k):norm(x) for k,x in v.items()}
    if isinstance(v,(set,frozenset)): return {'$set':sorted(repr(norm(x)) for x in v)}
    if isinstance(v,Undefined): raise ValueError('undefined')
    if isinstance(v,(list,tuple)) or hasattr(v,'__iter__'): return [norm(x) for x in v]
    return str(v)
loader=DataLoader()
if len(sys.argv)>3: loader.set_basedir(sys.argv[3])
def run(c):
    t=Templar(loader=loader,variables=c['v'])
    k=c['k']
    if k=='value': return norm(t.template(c['t']))
    if k=='condition':
        r=t.template("{%% if %s %%} True {%% else %%} False {%% endif %%}"%c['t']).strip()
        return r=='True'
    t2=t.copy_with_new_env(trim_blocks=True,lstrip_blocks=False,searchpath=[sys.argv[3] if len(sys.argv)>3 else '.'])
    return norm(t2.do_template(c['t'],preserve_trailing_newlines=True,escape_backslashes=False))
cases=json.load(open(sys.argv[1]))
out=[]
for c in cases:
    try: r=['ok',run(c)]
    except RecursionError: r=['err','recursion']
    except Exception as e: r=['err',type(e).__name__+': '+str(e)[:200]]
    out.append(r)
json.dump(out,open(sys.argv[2],'w'))
print(len(out))
