"""Stafet: a sealed relay log that follows a child, opened by the parents' consent."""
