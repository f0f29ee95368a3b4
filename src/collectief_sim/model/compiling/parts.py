"""Rules as parts of other rules: translated and tidied up, but neither optimised as a whole nor made machine code of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import llvmlite.binding as llvm
from numba.core.codegen import JITCodeLibrary, RuntimeLinker


class PartLibrary(JITCodeLibrary):
    """The code of a rule and of all it calls, to be linked into who calls it."""

    def __init__(self, codegen: Any, name: str) -> None:
        self._reload_init: set[Any] = set()  # as newer versions of Numba have it
        super().__init__(codegen, name)

    def finalize(self) -> None:
        """Take in all that is called, each once."""
        self._raise_if_finalized()
        for library in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(getattr(library, "_reload_init", ()))
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == llvm.Linkage.external:
                function.linkage = "linkonce_odr"  # others may bring it too, and nobody need keep it
        self._shared_module = self._final_module
        self._finalize_dynamic_globals()
        self._finalized = True

    @classmethod
    def read(cls, codegen: Any, name: str, bitcode: bytes) -> PartLibrary:
        """One that was compiled before."""
        library = cls(codegen, name)
        library._final_module = library._shared_module = llvm.parse_bitcode(bitcode)
        library._finalized = True
        return library


@dataclass(frozen=True)
class Part:
    """A rule for arguments of some types, as other rules call it."""

    name: object  # by which Numba finds it
    signature: Any
    description: Any
    environment: Any
    library: Any

    @property
    def needs_an_address(self) -> bool:
        """Whether it is called by way of an address that is only known when it is finished: rules that call themselves."""
        variables = self.library._final_module.global_variables
        return any(variable.name.startswith(RuntimeLinker.PREFIX) for variable in variables)
