"""All mutations that some test has to notice."""

from __future__ import annotations

from mutations.mutation import Mutation
from mutations.of_door import DOOR
from mutations.of_guard import GUARD
from mutations.of_interviews import INTERVIEWS
from mutations.of_passes import PASSES
from mutations.of_policy import POLICY

MUTATIONS: tuple[Mutation, ...] = (*INTERVIEWS, *POLICY, *DOOR, *GUARD, *PASSES)
