// A quarter of R&D of the firms of a tile that do it: hires, spending, innovation, patents
// (research.hpp, talent.hpp, innovation.hpp). What all of them do is a loop over dense columns;
// what programmes help with, innovations and patents are looked at one by one. Internal to models.
#pragma once

#include "models/tile_steps.hpp"

namespace sme {

/// Firms of a tile that do R&D, one after the other; amounts of the quarter, CNY. The columns are a
/// vector longer than needed, so that loops over them take whole vectors.
struct alignas(64) ResearchTile {
  template <class T> using Column = Tile::Column<T>;

  std::size_t count = 0;         ///< firms
  std::size_t whole = 0;         ///< the same, rounded up to whole vectors
  Column<std::int32_t> row;      ///< of the tile
  Column<std::uint64_t> id;      ///< permanent identity
  Column<Money> revenue;         ///< of the firm
  Column<double> cash;           ///< before R&D
  Column<double> revenue_last;   ///< of the last fiscal year
  Column<double> wage;           ///< of a member of R&D staff, a quarter
  Column<double> wish;           ///< planned real R&D, share of revenue
  Column<double> guarded;        ///< reported at least, as far as relabelling goes, as a share
  Column<double> fill;           ///< chance that a vacancy is filled
  Column<double> inflow;         ///< 1 and the knowledge learnt from partners
  Column<double> plan, funds;    ///< R&D wished; money for it
  Column<double> budget;         ///< what of it can be paid
  Column<std::int32_t> staff;    ///< R&D staff before
  Column<std::int32_t> next;     ///< and after
  Column<double> vacancies;      ///< R&D staff looked for
  Column<double> left;           ///< money for services
  Column<Money> wages, services; ///< parts of real R&D
  Column<Money> borne;           ///< of the services, by programmes
  Column<Money> real, reported;
  Column<double> patenting;    ///< propensity to patent
  Column<double> filings;      ///< expected, at rate 1
  Column<std::int32_t> events; ///< an innovation or a patent
  Lots hiring, innovation, filing, equity;
};

/// The steps of R&D.
class ResearchSteps : public TileSteps {
public:
  ResearchSteps(Block &block, const Passing &q, Tally &tally, Scratch &s, Tile &tile,
                BlockFlows &sums);

protected:
  /// Draws of the quarter, and what is known before anybody spends.
  void list_researchers();
  /// Hires, spends up to what cash allows, innovates, files patents; the flows are those of the
  /// tile.
  void research();
  /// What the extra deduction of R&D costs the treasury.
  void count_deductions();
  /// Searches that the next meeting of investors decides on.
  void look_for_equity();
  /// Indicators of firms with R&D, by the size they had.
  void measure_researchers();

  ResearchTile &lab_;

private:
  std::size_t firm_of(std::size_t j) const { return a_ + static_cast<std::size_t>(lab_.row[j]); }
  std::size_t researcher_of(std::size_t j) const { return tile_.first_researcher + j; }
  const Terms &terms_of(std::size_t i) const;
  Indicators &cell_of(std::size_t j);
  void budget();
  void take_help();
  void hire_and_buy();
  void use_help();
  void find_events();
  void innovate(std::size_t j);
  void file(std::size_t j);
  void book();
  void answer(std::size_t j);
};

} // namespace sme
