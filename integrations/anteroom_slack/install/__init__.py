"""Anteroom in a workspace: asked for, kept, renewed, looked at, gone."""
