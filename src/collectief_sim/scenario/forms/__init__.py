"""Forms of cooperation (E36): declarations, each on one of a few mechanisms, which are processes of the model.

All are absent unless a scenario or an experiment switches them on. To add one: a class in the file of its mechanism, and a
line here. To take one out: the same two.
"""

from __future__ import annotations

from collectief_sim.scenario.fields import Section
from collectief_sim.scenario.forms.clauses import DevelopmentAgenda
from collectief_sim.scenario.forms.form import Form
from collectief_sim.scenario.forms.holders import DevelopmentCompany, Holder, LandTrust, MakersFund
from collectief_sim.scenario.forms.hours import AreaDirector, TimeBank, WorkCorporation
from collectief_sim.scenario.forms.investments import EnergyCooperative, FitOut
from collectief_sim.scenario.forms.levies import Biz, BusinessFund, Siz


class Forms(Section):
    """Which forms of cooperation exist in an area."""

    biz: Biz = Biz()
    business_fund: BusinessFund = BusinessFund()
    siz: Siz = Siz()
    area_director: AreaDirector = AreaDirector()
    time_bank: TimeBank = TimeBank()
    work_corporation: WorkCorporation = WorkCorporation()
    development_agenda: DevelopmentAgenda = DevelopmentAgenda()
    energy_cooperative: EnergyCooperative = EnergyCooperative()
    fit_out: FitOut = FitOut()
    land_trust: LandTrust = LandTrust()
    development_company: DevelopmentCompany = DevelopmentCompany()
    makers_fund: MakersFund = MakersFund()

    def named(self) -> dict[str, Form]:
        """Every form by its name, in the order of declaration."""
        return {name: getattr(self, name) for name in type(self).model_fields if name != "sources"}

    def holders(self) -> dict[str, Holder]:
        """Those that own and let buildings, whether they exist here or not: each is a kind of owner of that name."""
        return {name: form for name, form in self.named().items() if isinstance(form, Holder)}

    def present(self) -> dict[str, Form]:
        """The forms that exist here."""
        return {name: form for name, form in self.named().items() if form.on}


FORM_NAMES = tuple(Forms().named())  # what the numbers of forms in tables stand for
