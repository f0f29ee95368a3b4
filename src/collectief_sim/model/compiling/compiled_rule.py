"""A rule that Numba compiles: whole where Python calls it, and as a part where other rules do.

Numba makes finished machine code of every function by itself, and again of all that a function calls, and a function of
its own for every constant that an argument may be: most of it is thrown away. Here a rule that rules call is translated
only, as a part of those who call it; what Python calls is made of its parts and finished once. That takes half the time.

This leans on Numba internals as they are in Numba 0.61 to 0.68: ``Dispatcher.get_call_template``, ``get_overload`` and
``nopython_signatures``, the compiler's ``compile_extra`` and ``_compile_bytecode``, ``CPUContext.insert_user_function``,
and, in `parts.py`, ``JITCodeLibrary``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numba.core import compiler, sigutils, types, typing
from numba.core.compiler_lock import global_compiler_lock
from numba.core.dispatcher import _FunctionCompiler
from numba.core.registry import CPUDispatcher

from collectief_sim.model.compiling.code_cache import CacheOfRule
from collectief_sim.model.compiling.parts import Part, PartLibrary
from collectief_sim.model.compiling.progress import compiling


class CompiledRule(CPUDispatcher):
    """What ``@rule`` and ``@formula`` make of a function."""

    def __init__(self, py_func: Any, locals: Any = None, targetoptions: Mapping[str, Any] | None = None) -> None:  # noqa: A002
        self._parts: dict[tuple[types.Type, ...], Part] = {}
        super().__init__(py_func, locals or {}, dict(targetoptions or {}))
        self._cache = CacheOfRule(self)
        self._compiler = _Compiler(self)

    # ---- as a part of other rules ----

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """What Numba asks when another rule calls this one with arguments of some types: a constant is like any number."""
        pysig, folded = self._compiler.fold_argument_types(args, kws)
        found = tuple(types.unliteral(kind) for kind in folded)
        self._part(found)
        name = self.py_func.__name__
        return typing.make_concrete_template(name, name, [self._parts[found].signature]), pysig, found, {}

    def get_overload(self, sig: Any) -> Any:
        """By what Numba finds the code to be called for a signature."""
        args = tuple(sigutils.normalize_signature(sig)[0])
        return self._parts[args].name if args in self._parts else super().get_overload(sig)

    def _part(self, args: tuple[types.Type, ...]) -> None:
        """See to it that there is a part for arguments of these types."""
        with global_compiler_lock, self._compiling_counter:
            if args in self._parts:
                return
            found = self._cache.load_part(args, self.targetctx)
            if found is None:
                found = self._compiler.compile_part(args)
                self._cache.save_part(args, found)
            if found.needs_an_address:  # it calls itself in the end, and so must be finished code
                self.compile(args)
                whole = self.overloads[args]
                found = Part(whole.entry_point, whole.signature, whole.fndesc, whole.environment, whole.library)
            else:
                self.targetctx.insert_user_function(found.name, found.description, [found.library])
            self._parts[args] = found


class _Compiler(_FunctionCompiler):
    """Numba's own, which also compiles parts, and says when it is at work."""

    def __init__(self, rule: CompiledRule) -> None:
        pipeline = _pipeline(rule._cache)
        super().__init__(rule.py_func, rule.targetdescr, rule.targetoptions, rule.locals, pipeline)
        self._kept = rule._cache

    def _compile_core(self, args: Any, return_type: Any) -> Any:
        with compiling(self._kept.why_not_kept):
            whole = super()._compile_core(args, return_type)
        for environment in whole._find_referenced_environments():  # those of parts, which nobody else sets
            whole.library.codegen.set_env(environment.env_name, environment)
        return whole

    def compile_part(self, args: tuple[types.Type, ...]) -> Part:
        """Compile as a part of other rules."""
        flags = compiler.Flags()
        self.targetdescr.options.parse_as_flags(flags, self.targetoptions)
        flags.no_compile = flags.no_cpython_wrapper = True
        context = self.targetdescr.target_context
        library = PartLibrary(context.codegen(), self.py_func.__qualname__)
        with compiling(self._kept.why_not_kept):
            found = compiler.compile_extra(
                self.targetdescr.typing_context,
                context,
                self.py_func,
                args=args,
                return_type=None,
                flags=flags,
                locals=self.locals,
                library=library,
                pipeline_class=self.pipeline_class,
            )
            library.finalize()
        return Part(object(), found.signature, found.fndesc, found.environment, library)


def _pipeline(kept: CacheOfRule) -> type[compiler.Compiler]:
    """Numba's compiler, with symbols that tell one version of a rule from another, in whatever process it was compiled."""

    class Pipeline(compiler.Compiler):
        def _compile_bytecode(self) -> Any:
            function, digest = self.state.func_id, kept.digest()
            if digest:
                function.unique_id = digest[:16]
                function.unique_name = f"{function.func_qualname}${digest[:16]}"
            return super()._compile_bytecode()

    return Pipeline
