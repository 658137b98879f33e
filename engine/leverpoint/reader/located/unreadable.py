"""The one way in which reading a file ends early."""

from leverpoint.errors import Problem


class UnreadableError(Exception):
    """Nothing after this place can be read. `problem` says why; it does not name the file yet."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
